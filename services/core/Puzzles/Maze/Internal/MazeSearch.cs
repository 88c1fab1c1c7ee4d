namespace Trm.Grid.Puzzles.Maze.Internal;

/// <summary>Breadth-first search over 4-connected cells, with buffers that are kept. For one thread at a time.</summary>
internal sealed class MazeSearch
{
    public const int Unreached = -1;

    // The cells with a border of blocked ones around them, so that no step has to look where it is.
    private int[] distances = [];
    private int[] queue = [];
    private int stride;

    /// <summary>Cells found by the last search, the first one included.</summary>
    public int Reached { get; private set; }

    /// <summary>The cell found last.</summary>
    public int Farthest => (queue[Reached - 1] / stride - 1) * (stride - 2) + queue[Reached - 1] % stride - 1;

    /// <summary>Steps to <see cref="Farthest"/>: no cell found is farther.</summary>
    public int Eccentricity => distances[queue[Reached - 1]];

    /// <summary>Steps from <paramref name="from"/> to every cell that is no wall.</summary>
    public void Run(ReadOnlySpan<byte> cells, int height, int width, int from)
    {
        const int Blocked = -2;
        stride = width + 2;
        var size = (height + 2) * stride;
        if (distances.Length < size)
            (distances, queue) = (new int[size], new int[size]);
        distances.AsSpan(0, size).Fill(Blocked);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (cells[row * width + column] != MazeCell.Wall)
                    distances[At(row, column)] = Unreached;
        ReadOnlySpan<int> steps = [stride, -1, 1, -stride];
        var (head, tail) = (0, 1);
        queue[0] = At(from / width, from % width);
        distances[queue[0]] = 0;
        while (head < tail)
        {
            var cell = queue[head++];
            foreach (var step in steps)
                if (distances[cell + step] == Unreached)
                {
                    distances[cell + step] = distances[cell] + 1;
                    queue[tail++] = cell + step;
                }
        }
        Reached = tail;
    }

    /// <summary>Steps to a cell in the last search; negative where there is no way. One row or column outside may be asked.</summary>
    public int Steps(int row, int column) => distances[At(row, column)];

    private int At(int row, int column) => (row + 1) * stride + column + 1;
}
