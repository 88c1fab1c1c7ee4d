using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>
/// A floor of an office: 1. a corridor along it, where there is room for one; 2. on both sides rooms with doors to the corridor; 3. large rooms divided
/// again and again by walls with a door; 4. tables in the rooms, a door's width away from the walls.
/// </summary>
internal ref struct OfficeMap(Canvas canvas, OfficeStyle style, Dice dice)
{
    private readonly Canvas _canvas = canvas;
    private readonly OfficeStyle _style = style;
    private Dice _dice = dice;

    public static void Draw(Canvas canvas, OfficeStyle style, ref Dice dice)
    {
        var map = new OfficeMap(canvas, style, dice);
        var wall = dice.Chance(0.8) ? style.Wall : 0;
        if (2 * wall >= Math.Min(canvas.Width, canvas.Height))
            wall = 0;
        canvas.Cells.Fill(CellCost.Lethal);
        canvas.Fill(wall, wall, canvas.Width - (2 * wall), canvas.Height - (2 * wall), CellCost.Free);
        map.Floor(wall, wall, canvas.Width - (2 * wall), canvas.Height - (2 * wall));
        dice = map._dice;
    }

    // :: Steps 1 and 2
    private void Floor(int x, int y, int width, int height)
    {
        var turned = height > width;
        var (along, across, length, depth) = turned ? (y, x, height, width) : (x, y, width, height);
        var taken = _style.Corridor + (2 * _style.Wall);
        if (depth < taken + (2 * _style.Room))
        {
            Divide(x, y, width, height);
            return;
        }
        var near = _dice.Between(_style.Room, depth - taken - _style.Room);
        _canvas.Fill(turned, along, across + near, length, _style.Wall, CellCost.Lethal);
        _canvas.Fill(turned, along, across + near + _style.Wall + _style.Corridor, length, _style.Wall, CellCost.Lethal);
        Rooms(turned, along, length, across, near, across + near);
        Rooms(turned, along, length, across + near + taken, depth - near - taken, across + near + _style.Wall + _style.Corridor);
    }

    private void Rooms(bool turned, int along, int length, int across, int depth, int corridorWall)
    {
        var end = along + length;
        while (along < end)
        {
            var room = _dice.Between(_style.Room, 2 * _style.Room);
            if (end - along - room - _style.Wall < _style.Room)
                room = end - along;
            else
                _canvas.Fill(turned, along + room, across, _style.Wall, depth, CellCost.Lethal);
            Door(turned, along, room, corridorWall);
            if (turned)
                Divide(across, along, depth, room);
            else
                Divide(along, across, room, depth);
            along += room + _style.Wall;
        }
    }

    // :: Step 3
    private void Divide(int x, int y, int width, int height)
    {
        var turned = height > width;
        var (along, across, length, depth) = turned ? (y, x, height, width) : (x, y, width, height);
        if (length >= (2 * _style.Room) + _style.Wall)
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var cut = along + _dice.Between(_style.Room, length - _style.Wall - _style.Room);
                if (!Stands(turned, cut, across - 1) || !Stands(turned, cut, across + depth))
                    continue;
                _canvas.Fill(turned, cut, across, _style.Wall, depth, CellCost.Lethal);
                Door(!turned, across, depth, cut);
                var rest = cut + _style.Wall;
                if (turned)
                {
                    Divide(x, y, width, cut - y);
                    Divide(x, rest, width, y + height - rest);
                }
                else
                {
                    Divide(x, y, cut - x, height);
                    Divide(rest, y, x + width - rest, height);
                }
                return;
            }
        Furnish(x, y, width, height);
    }

    // A wall must end at a wall, not in a door.
    private readonly bool Stands(bool turned, int cut, int across)
    {
        for (var i = -1; i <= _style.Wall; i++)
            if (!(turned ? _canvas.IsWall(across, cut + i) : _canvas.IsWall(cut + i, across)))
                return false;
        return true;
    }

    private void Door(bool turned, int along, int length, int wall)
    {
        var width = Math.Min(_dice.Between(_style.NarrowDoor, _style.WideDoor), length);
        _canvas.Fill(turned, along + _dice.Between(0, length - width), wall, width, _style.Wall, CellCost.Free);
    }

    // :: Step 4
    private void Furnish(int x, int y, int width, int height)
    {
        var margin = _style.NarrowDoor;
        var (spanX, spanY) = (width - (2 * margin), height - (2 * margin));
        if (spanX < 1 || spanY < 1 || !_dice.Chance(_style.Furnished))
            return;
        for (var tables = _dice.Between(1, 3); tables > 0; tables--)
        {
            var (w, h) = (_dice.Between(1, Math.Max(1, width / 3)), _dice.Between(1, Math.Max(1, height / 3)));
            (w, h) = (Math.Min(w, spanX), Math.Min(h, spanY));
            _canvas.Fill(x + margin + _dice.Between(0, spanX - w), y + margin + _dice.Between(0, spanY - h), w, h, CellCost.Lethal);
        }
    }
}
