namespace Trm.Grid.Edge.Planning;

/// <summary>The model that answers now. It can be replaced while questions are being answered: each finishes on the model that it began with.</summary>
internal sealed class ActiveModel : IDisposable
{
    private LoadedModel? _current;

    public string Digest => Volatile.Read(ref _current)?.Digest ?? "";

    /// <summary>On what its network runs; empty without one.</summary>
    public string Provider => Volatile.Read(ref _current)?.Provider ?? "";

    /// <summary>How often the process of its network was replaced.</summary>
    public int Replaced => Volatile.Read(ref _current)?.Replaced ?? 0;

    /// <summary>The model, held until <see cref="LoadedModel.Release"/>; null when there is none.</summary>
    public LoadedModel? Hold()
    {
        while (Volatile.Read(ref _current) is { } model)
            if (model.TryHold())
                return model;
        return null;
    }

    /// <summary>Lets another model, or none, answer from now on.</summary>
    public void Replace(LoadedModel? model) => Interlocked.Exchange(ref _current, model)?.Release();

    public void Dispose() => Replace(null);
}
