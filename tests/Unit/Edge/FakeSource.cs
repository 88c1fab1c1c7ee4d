using System.Runtime.CompilerServices;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>Packages out of folders, with the faults that a test wants.</summary>
internal sealed class FakeSource : IPackageSource
{
    private readonly Dictionary<string, PackageFolder> _packages = [];

    /// <summary>Bytes of a piece.</summary>
    public int Piece { get; init; } = 1000;

    /// <summary>The link breaks after so many pieces, once; 0: it holds.</summary>
    public int BreakAfter { get; set; }

    /// <summary>The link that breaks shuts the gate behind it, before anybody can fetch again.</summary>
    public bool ShutWhenBroken { get; set; }

    /// <summary>Turns a bit over in every file on its way.</summary>
    public bool Garble { get; set; }

    /// <summary>Where each fetch began.</summary>
    public List<long> Offsets { get; } = [];

    /// <summary>Set when somebody fetches; the fetch waits until it is released.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public void Add(PackageFolder package) => _packages[package.Digest.ToString()] = package;

    public Task<(byte[] Manifest, byte[] Envelope)> GetVersionAsync(string digest, CancellationToken cancel) => _packages.TryGetValue(digest, out var package)
        ? Task.FromResult((package.ManifestBytes.ToArray(), package.Envelope!.ToBytes()))
        : throw new SourceException($"no version {digest}");

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FetchAsync(string versionDigest, string fileDigest, long offset, [EnumeratorCancellation] CancellationToken cancel)
    {
        Offsets.Add(offset);
        var package = _packages[versionDigest];
        var file = package.Manifest.Files.Single(f => f.Sha256.ToString() == fileDigest);
        var bytes = File.ReadAllBytes(Path.Combine(package.Folder, file.Path));
        if (Garble)
            bytes[^1] ^= 1;
        if (Gate is not null)
            await Gate.Task.WaitAsync(cancel);
        for (var at = (int)offset; at < bytes.Length; at += Piece)
        {
            if (BreakAfter > 0 && --BreakAfter == 0)
            {
                if (ShutWhenBroken)
                    Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
                throw new LinkLostException("the test broke the link");
            }
            yield return bytes.AsMemory(at, Math.Min(Piece, bytes.Length - at));
        }
    }
}
