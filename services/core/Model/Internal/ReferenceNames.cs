namespace Trm.Grid.Model.Internal;

/// <summary>
/// The names under which the reference's PyTorch code (TRM at e7b6871, and HRM, from which it descends) keeps what lies here under ours. Its
/// checkpoints are pickles; services/Training/Weights.md makes them readable, and has both names of everything.
/// Shapes and layouts are the same: [out, in], queries before keys before values, gate before up.
/// </summary>
internal static class ReferenceNames
{
    private static readonly (string Theirs, string Ours)[] Parts =
    [
        ("embed_tokens.embedding_weight", "embedding.weight"), ("puzzle_emb.weights", "puzzle.weight"), ("lm_head.weight", "answer.weight"),
        ("q_head.weight", "halt.weight"), ("q_head.bias", "halt.bias"), ("H_init", "y0"), ("L_init", "z0"),
        ("self_attn.qkv_proj", "mixer.qkv"), ("self_attn.o_proj", "mixer.out"), ("mlp_t.gate_up_proj", "mixer.gate_up"), ("mlp_t.down_proj", "mixer.down"),
        ("mlp.gate_up_proj", "mlp.gate_up"), ("mlp.down_proj", "mlp.down"),
    ];

    /// <summary>Our name for a tensor of the reference; null where it is none of its weights: scratch of its optimiser, or cached rotations.</summary>
    /// <param name="theirs">As in its state dictionary, whatever it was wrapped into.</param>
    /// <param name="layers">Layers of each network.</param>
    public static string? OursOf(string theirs, int layers)
    {
        var name = theirs[(theirs.LastIndexOf("inner.", StringComparison.Ordinal) is var at and >= 0 ? at + "inner.".Length : 0)..];
        var first = name.StartsWith("H_level.layers.", StringComparison.Ordinal) ? layers : 0;
        if (first == 0 && !name.StartsWith("L_level.layers.", StringComparison.Ordinal))
            return Parts.FirstOrDefault(part => part.Theirs == name).Ours;
        var pieces = name.Split('.', 4); // L_level, layers, I, the rest
        var (_, ours) = Parts.FirstOrDefault(part => pieces.Length == 4 && part.Theirs + ".weight" == pieces[3]);
        return ours is not null && int.TryParse(pieces[2], out var layer) ? $"blocks.{first + layer}.{ours}.weight" : null;
    }
}
