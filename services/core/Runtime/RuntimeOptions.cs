namespace Trm.Grid.Runtime;

/// <summary>How much of the machine a model may take.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Threads inside one step; 0 lets ONNX Runtime take one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether idle threads spin between operators: faster steps for a busier core. Devices on a battery leave it off.</summary>
    public bool Spinning { get; init; } = true;

    /// <summary>Name of an execution provider, as CUDAExecutionProvider; empty: the CPU.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Path of the plugin library that brings the provider; empty: it is built in.</summary>
    public string ProviderLibrary { get; init; } = "";
}
