namespace Trm.Grid.Hosting;

/// <summary>One field of a request that is wrong, by its name in the contract, and what it should have been.</summary>
public readonly record struct FieldViolation(string Field, string Description);
