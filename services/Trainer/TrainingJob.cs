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
        using var session = Open(resume);
        using var events = EventFile.Open(folder.Events, time);
        reports.Say(new WorkerReport
        {
            Started = new WorkerStarted
            {
                Step = (ulong)session.CurrentStep,
                Parameters = (ulong)session.Network.ParameterCount,
                Machine = $"{session.Precision.ToString().ToLowerInvariant()} on {Environment.ProcessorCount} cores",
            },
        });
        if (!Train(session, events))
            return Stopped(session);
        var heldOut = _heldOut.Take(session, LookingAtEnd, MostQuestions);
        Tell(session, events, heldOut);
        reports.Say(new WorkerReport { Exporting = new WorkerExporting { WeightsDigest = session.WeightsDigest().ToString() } });
        if (stop.Asked)
            return Stopped(session);
        reports.Say(new WorkerReport { Proven = ProvenPackage.Make(folder, order, course, session, heldOut, time) });
        return ExitCode.Proven;
    }

    private TrainingSession Open(bool resume)
    {
        if (resume && File.Exists(folder.Checkpoint))
            return TrainingSession.Resume(folder.Checkpoint, course.Training, course.Configuration, clock: time);
        return TrainingSession.Start(course.Configuration, course.Recipe, course.Training, (long)order.Spec.Seed, clock: time);
    }

    /// <summary>All steps that are left; false where it was asked to stop first. Either way the last step is in the checkpoint.</summary>
    private bool Train(TrainingSession session, EventFile events)
    {
        var meter = new StepMeter();
        var (report, checkpoint) = (new Interval(order.ReportInterval.ToTimeSpan(), time), new Interval(order.CheckpointInterval.ToTimeSpan(), time));
        var looked = session.Trained;
        while (!session.Finished && !stop.Asked)
        {
            meter.Take(session.Step());
            var look = !session.Finished && session.Trained - looked >= order.HeldOutInterval.ToTimeSpan();
            if (look || session.Finished || report.Passed())
            {
                var values = meter.Read();
                if (look)
                    Add(values, _heldOut.Take(session, order.HeldOutInterval.ToTimeSpan() * LookingShare, MostQuestions));
                looked = look ? session.Trained : looked;
                Tell(session, events, values);
            }
            if (checkpoint.Passed())
                session.Save(folder.Checkpoint);
        }
        session.Save(folder.Checkpoint);
        return session.Finished;
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
