using System.Collections.Concurrent;

namespace Trm.Grid.Fleet;

/// <summary>The open streams, one a device: a new one ends the older one.</summary>
internal sealed class DeviceStreams
{
    private readonly ConcurrentDictionary<string, DeviceStream> _open = new();

    public DeviceStream? Find(string deviceId) => _open.GetValueOrDefault(deviceId);

    public void Open(DeviceStream stream)
    {
        DeviceStream? older = null;
        _open.AddOrUpdate(stream.DeviceId, stream, (_, present) =>
        {
            older = present;
            return stream;
        });
        older?.End();
    }

    /// <returns>False when a newer stream has taken its place.</returns>
    public bool Close(DeviceStream stream) => _open.TryRemove(KeyValuePair.Create(stream.DeviceId, stream));

    public void Wake(string deviceId) => Find(deviceId)?.Wake();

    public void End(string deviceId) => Find(deviceId)?.End();
}
