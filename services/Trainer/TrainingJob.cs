using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Trainer;

/// <summary>
/// A worker's whole work: train what the order says, from the last checkpoint if there is one, then export, prove and keep the package.
/// Whatever kills the process leaves the last whole checkpoint and, once proven, the whole package.
/// </summary>
internal sealed class TrainingJob(RunFolder folder, WorkerOrder order, Course course, Reports reports, StopRequest stop, TimeProvider time)
{
    // Looking costs this share of the training time underway, and once more at the end, where the figure stays.
    private const double LookingShare = 0.05;
    private static readonly TimeSpan LookingAtEnd = TimeSpan.FromSeconds(10);
    private const int MostQuestions = 256;

    private readonly HeldOutMeasure _heldOut = new(course, time, stop.Token);

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(bool resume)
    {
        using var puzzles = OpenPuzzles(resume);
        using var session = Open(resume, puzzles);
        using var events = EventFile.Open(folder.Events, time);
        reports.Say(new WorkerReport
        {
            Started = new WorkerStarted
            {
                Step = (ulong)session.CurrentStep,
                Parameters = (ulong)session.Network.ParameterCount,
                Machine = session.Place,
            },
        });
        try
        {
            if (!Train(session, events))
                return Stopped(session);
        }
        catch (TrainingDivergedException fault) when (File.Exists(folder.Checkpoint))
        {
            throw new RunDivergedException($"{fault.Message}. The last good checkpoint lies at {folder.Checkpoint}: `trmgrid models import` makes a version of it, which `trmgrid train --from` goes on with", fault);
        }
        session.Conclude();
        var heldOut = _heldOut.Take(session, LookingAtEnd, MostQuestions);
        Tell(session, events, heldOut);
        reports.Say(new WorkerReport { Exporting = new WorkerExporting { WeightsDigest = session.WeightsDigest().ToString() } });
        if (stop.Asked)
            return Stopped(session);
        reports.Say(new WorkerReport { Proven = ProvenPackage.Make(folder, order, course, session, heldOut, time) });
        return ExitCode.Proven;
    }

    private PuzzleTable? OpenPuzzles(bool resume)
    {
        var (rows, width) = (course.Configuration.Puzzles, course.Configuration.Hidden);
        if (rows <= 1)
            return null;
        return resume && File.Exists(folder.Checkpoint) ? PuzzleTable.Open(folder.Puzzles, rows, width) : PuzzleTable.Create(folder.Puzzles, rows, width);
    }

    private TrainingSession Open(bool resume, PuzzleTable? puzzles)
    {
        if (resume && File.Exists(folder.Checkpoint))
            return TrainingSession.Resume(folder.Checkpoint, course.Training, course.Configuration, clock: time, puzzles: puzzles);
        var parent = order.ParentWeightsPath.Length > 0 ? order.ParentWeightsPath : null;
        return TrainingSession.Start(course.Configuration, course.Recipe, course.Training, (long)order.Spec.Seed, clock: time, weights: parent, puzzles: puzzles);
    }

    /// <summary>All steps that are left; false where it was asked to stop first. Either way the last step is in the checkpoint.</summary>
    private bool Train(TrainingSession session, EventFile events)
    {
        var meter = new StepMeter();
        var (report, checkpoint) = (new Interval(order.ReportInterval.ToTimeSpan(), time), new Interval(order.CheckpointInterval.ToTimeSpan(), time));
        var (looked, lookCost) = (session.Trained, TimeSpan.Zero);
        while (true)
        {
            // A look that decides something comes before the next step, also after a restart, and counts whole or not at all.
            if (session.LookDue && !Judge(session, events))
                break;
            if (session.Finished || stop.Asked)
                break;
            meter.Take(session.Step());
            // A look asks one chunk of questions at least: where that takes long, looks come seldom.
            var pause = TimeSpan.FromTicks(Math.Max(order.HeldOutInterval.ToTimeSpan().Ticks, (long)(lookCost.Ticks / LookingShare)));
            var look = session.Recipe.LookEvery == 0 && !session.Finished && session.Trained - looked >= pause;
            if (look || session.Finished || report.Passed())
            {
                var values = meter.Read();
                if (look)
                {
                    var began = time.GetTimestamp();
                    Add(values, _heldOut.Take(session, order.HeldOutInterval.ToTimeSpan() * LookingShare, MostQuestions));
                    lookCost = time.GetElapsedTime(began);
                }
                looked = look ? session.Trained : looked;
                Tell(session, events, values);
            }
            if (checkpoint.Passed())
                session.Save(folder.Checkpoint);
        }
        session.Save(folder.Checkpoint);
        return session.Finished && !session.LookDue;
    }

    /// <summary>One look of those that may end the run or pin its weights; false where it was broken off.</summary>
    private bool Judge(TrainingSession session, EventFile events)
    {
        var values = _heldOut.Take(session, TimeSpan.MaxValue, session.Recipe.LookQuestions);
        if (stop.Asked)
            return false;
        if (values.Count == 0)
            throw new ArgumentException($"training {course.Configuration.Shape.Task}: look_every needs held-out questions, and there are none for this task; set look_every=0");
        var better = session.Look(values.GetValueOrDefault("valid", values["held_out_exact"]));
        Tell(session, events, values);
        if (!better && session.Stalled)
            Console.Error.WriteLine($"ends early: {session.Looks.Fruitless} looks found nothing better than step {session.Looks.BestStep}");
        return true;
    }

    private void Tell(TrainingSession session, EventFile events, Dictionary<string, double> values)
    {
        events.Write(session.CurrentStep, values);
        reports.Say(new WorkerReport
        {
            Progress = new WorkerProgress
            {
                Step = (ulong)session.CurrentStep,
                TotalSteps = (ulong)session.TotalSteps,
                TrainingSeconds = session.Trained.TotalSeconds,
                Values = { values },
            },
        });
    }

    private int Stopped(TrainingSession session)
    {
        reports.Say(new WorkerReport { Stopped = new WorkerStopped { Step = (ulong)session.CurrentStep } });
        return ExitCode.Stopped;
    }

    private static void Add(Dictionary<string, double> values, Dictionary<string, double> more)
    {
        foreach (var (name, value) in more)
            values[name] = value;
    }
}
