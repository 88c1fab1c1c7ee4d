namespace Trm.Grid.Model;

/// <summary>How the cells of a question exchange information inside a block.</summary>
public enum Mixer
{
    /// <summary>Softmax attention over all positions, with rotary positions.</summary>
    Attention,

    /// <summary>A SwiGLU over the sequence axis: grids of one fixed, small size.</summary>
    Mlp,

    /// <summary>A 3x3 convolution over the grid: linear in cells, any map size.</summary>
    Convolution,

    /// <summary>
    /// Sudoku only: every digit of every cell has a latent of its own, and they exchange means over rows, columns, boxes and the digits of a cell. The
    /// weights are shared by all of them, so the network gives the same answer under every symmetry of Sudoku: none has to be learned.
    /// </summary>
    Units,
}
