namespace Trm.Grid.Runtime.Measuring;

/// <summary>What the instances of a set came to in one metric.</summary>
/// <param name="Values">In the set's order, of ARC's passes by task; NaN where an instance has none.</param>
/// <param name="IsShare">Each lies between 0 and 1, whatever was seen; else none lies below 0.</param>
public readonly record struct InstanceValues(double[] Values, bool IsShare);
