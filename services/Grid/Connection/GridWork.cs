namespace Trm.Grid.Connection;

/// <summary>What a grid does that is hosted for one command.</summary>
internal enum GridWork
{
    /// <summary>It answers; runs that an earlier grid left unfinished keep waiting.</summary>
    AnswersOnly,

    /// <summary>It also goes on with what waits for a worker.</summary>
    All,
}
