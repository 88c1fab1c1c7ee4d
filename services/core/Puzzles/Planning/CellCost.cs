namespace Trm.Grid.Puzzles.Planning;

/// <summary>The values of a cost map's cells, as Nav2 defines them.</summary>
public static class CellCost
{
    public const byte Free = 0;

    /// <summary>The dearest cell that may still be entered.</summary>
    public const byte MaxPassable = 252;

    /// <summary>The robot's centre in this cell means that its inscribed circle touches an obstacle.</summary>
    public const byte Inscribed = 253;

    /// <summary>An obstacle.</summary>
    public const byte Lethal = 254;

    /// <summary>Nothing is known of this cell.</summary>
    public const byte Unknown = 255;

    /// <param name="value">A cell's value.</param>
    /// <param name="unknownIsFree">Whether unknown cells may be entered (at cost 0) or block.</param>
    public static bool IsPassable(byte value, bool unknownIsFree) => value <= MaxPassable || (unknownIsFree && value == Unknown);
}
