using static Trm.Grid.Contracts.V1.EvaluationState;
using static Trm.Grid.Evaluation.Runs.EvaluationSignal;
using State = Trm.Grid.Contracts.V1.EvaluationState;

namespace Trm.Grid.Evaluation.Runs;

/// <summary>
/// Every move of an evaluation. What stands here must not happen stays out: an ended one never moves again, so a late figure cannot
/// overwrite a verdict. A restart of the service takes a running one up again from its first instance: measuring is harmless to repeat.
/// </summary>
internal static class EvaluationTable
{
    private static readonly (State From, EvaluationSignal On, State To)[] Rows =
    [
        (Queued,    Taken,       Running),
        (Queued,    CancelAsked, Cancelled),
        (Queued,    Faulted,     Failed),
        (Running,   Taken,       Running),
        (Running,   Progressed,  Running),
        (Running,   Finished,    Succeeded),
        (Running,   Faulted,     Failed),
        (Running,   CancelAsked, Cancelled),
        (Cancelled, CancelAsked, Cancelled),
    ];

    /// <summary>The next state; null where the signal changes nothing.</summary>
    public static State? After(State from, EvaluationSignal on)
    {
        foreach (var row in Rows)
            if (row.From == from && row.On == on)
                return row.To;
        return null;
    }

    public static bool HasEnded(State state) => state is Succeeded or Failed or Cancelled;
}
