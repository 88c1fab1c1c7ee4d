namespace Trm.Grid.Evaluation.Runs;

/// <summary>What may happen to an evaluation.</summary>
internal enum EvaluationSignal { Taken, Progressed, Finished, Faulted, CancelAsked }
