using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Neighbouring slots of a <see cref="SlotBatch"/>, B of them: what one replica computes. All of it views of what has the same name there.</summary>
internal readonly record struct SlotPart(Tensor Question, Tensor? Puzzles, Tensor Allowed, Tensor Scored, Tensor Decisive, Tensor Y, Tensor Z, ArraySegment<int> Steps);
