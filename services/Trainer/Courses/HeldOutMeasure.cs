using Trm.Grid.Model;
using Trm.Grid.Runtime;

namespace Trm.Grid.Trainer.Courses;

/// <summary>
/// How the averaged weights do on what they never saw: shares of right cells and of wholly right answers after the network's usual steps, and the
/// share of questions whose answer passes the task's checker by then, without views and fallback.
/// </summary>
internal sealed class HeldOutMeasure(Course course, TimeProvider time, CancellationToken stop)
{
    // A question costs as much as some ten training steps of the same network on smaller grids: time decides how many are asked.
    private const int Chunk = 16;

    /// <summary>Asks a chunk of questions after the other, always in the same order, until the time is used up; one chunk at least, and none twice.</summary>
    /// <returns>The figures by name; none where nothing was held back.</returns>
    public Dictionary<string, double> Take(TrainingSession session, TimeSpan limit, int most)
    {
        if (course.HeldOut is not { } heldOut)
            return [];
        var began = time.GetTimestamp();
        var steps = course.Configuration.MaxSteps;
        var (labelled, solved) = (new List<ValidationReport>(), new List<(bool Verified, int Steps)>());
        most = Math.Min(most, heldOut.Cycle ?? most);
        using var network = new NetworkStepModel(session.Averaged, session.Threads);
        using var solver = new RecursiveSolver(network);
        for (var first = 0; first < most; first += Chunk)
        {
            var count = Math.Min(Chunk, most - first);
            labelled.Add(session.Validate(heldOut, count, steps, first));
            solved.AddRange(HeldOutQuestions.Solve(solver, heldOut, first, count, steps));
            if (time.GetElapsedTime(began) >= limit || stop.IsCancellationRequested)
                break;
        }
        var values = new Dictionary<string, double>
        {
            ["held_out_questions"] = labelled.Sum(report => report.Count),
            ["held_out_cells"] = Mean(report => report.CellAccuracy),
            ["held_out_exact"] = Mean(report => report.ExactShare),
            ["halt_agreement"] = Mean(report => report.HaltAgreement),
        };
        if (solved.Count > 0)
            values["valid"] = solved.Count(one => one.Verified) / (double)solved.Count;
        if (solved.Exists(one => one.Verified))
            values["steps_mean"] = solved.Where(one => one.Verified).Average(one => one.Steps);
        return values;

        double Mean(Func<ValidationReport, double> share) => labelled.Sum(report => share(report) * report.Count) / labelled.Sum(report => report.Count);
    }
}
