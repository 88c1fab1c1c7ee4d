using SkiaSharp;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Pictures;

/// <summary>Where a map lies on a picture: places of the map's frame as pixels.</summary>
internal sealed class MapFrame
{
    readonly CostMap map;
    readonly float left;
    readonly float top;

    /// <param name="map">The map that fills the frame.</param>
    /// <param name="left">Pixels left of it.</param>
    /// <param name="top">Pixels above it.</param>
    /// <param name="longSide">Pixels that its longer side takes.</param>
    public MapFrame(CostMap map, float left, float top, float longSide)
    {
        (this.map, this.left, this.top) = (map, left, top);
        PixelsPerMetre = longSide / (float)(Math.Max(map.Width, map.Height) * map.ResolutionM);
    }

    public float PixelsPerMetre { get; }

    public SKRect Bounds => new(left, top, left + (float)(map.Width * map.ResolutionM * PixelsPerMetre), top + (float)(map.Height * map.ResolutionM * PixelsPerMetre));

    /// <summary>A place in the map's frame.</summary>
    public SKPoint At(double x, double y)
    {
        var right = (x - map.OriginX) * PixelsPerMetre;
        var fromOrigin = (y - map.OriginY) * PixelsPerMetre;
        return new(left + (float)right, map.Axis == MapAxis.YDown ? top + (float)fromOrigin : Bounds.Bottom - (float)fromOrigin);
    }

    /// <summary>A cell of any map that lies in the same world.</summary>
    public SKRect Of(CostMap other, Cell cell)
    {
        var (x, y) = other.CellToWorld(cell);
        var half = other.ResolutionM / 2;
        var (one, two) = (At(x - half, y - half), At(x + half, y + half));
        return new(Math.Min(one.X, two.X), Math.Min(one.Y, two.Y), Math.Max(one.X, two.X), Math.Max(one.Y, two.Y));
    }
}
