namespace Trm.Grid.Model.Internal;

/// <summary>Weights that are numbers of 16 bits (IEEE 754 binary16) in fp32's clothes: files store them as what they are, and lose nothing.</summary>
internal static class Binary16
{
    // Of fewer the room is not worth a reader's conversion.
    private const int Least = 4096;

    /// <returns>The same numbers; null where one of them is not of 16 bits, or where they are few.</returns>
    public static Half[]? Of(ReadOnlySpan<float> values)
    {
        if (values.Length < Least) return null;
        foreach (var value in values)
            if ((float)(Half)value != value) return null;
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++) halves[i] = (Half)values[i];
        return halves;
    }
}
