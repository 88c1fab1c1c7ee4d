namespace Trm.Grid.Model;

/// <summary>How the averaged weights do on examples outside the training stream, after a fixed number of supervision steps.</summary>
/// <param name="Count">Examples.</param>
/// <param name="Steps">Supervision steps that every example had.</param>
/// <param name="CellAccuracy">Share of all scored cells that are right.</param>
/// <param name="ExactShare">Share of examples whose answer is right: every scored cell, or those on which it hangs.</param>
/// <param name="HaltAgreement">Share of examples where the halt head's belief (logit above 0) is the truth.</param>
public sealed record ValidationReport(int Count, int Steps, double CellAccuracy, double ExactShare, double HaltAgreement);
