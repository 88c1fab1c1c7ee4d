namespace Trm.Grid.Puzzles.Planning;

/// <summary>Kinds of generated maps.</summary>
public enum MapFamily
{
    /// <summary>Single obstacles or small blocks anywhere.</summary>
    Random,

    /// <summary>A lattice of rooms with doors.</summary>
    Rooms,

    /// <summary>Corridors of one width, mostly without loops.</summary>
    Maze,

    /// <summary>Rows of shelves with aisles between them.</summary>
    Warehouse,

    /// <summary>A corridor with rooms of many sizes, doors and furniture.</summary>
    Office,

    /// <summary>Round-edged open spaces and passages, as in caves and woods.</summary>
    Caves,
}
