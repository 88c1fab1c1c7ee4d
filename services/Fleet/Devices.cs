using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>
/// The devices: what was decided about them is on disk, what they say of themselves while connected is in memory and reaches the disk only when it
/// tells something that lasts. A journal names each device that changed; watchers read the device as it then stands.
/// </summary>
internal sealed class Devices([FromKeyedServices(GridRoles.Fleet)] IStateStore state, DeviceStreams streams, TimeProvider clock)
{
    private const string Scope = "devices";
    // A watcher that missed more than these is given every device once more.
    private const int JournalKept = 10_000;
    private const int Page = 256;
    private static readonly Table<Device> Table = new("devices", Device.Parser);
    private static readonly Journal<Device> Changes = new("device_changes", Device.Parser);

    public async Task<Device> GetAsync(string id, CancellationToken cancel) => Live(await state.ReadAsync(s => Require(s, id), cancel));

    public async Task<ListDevicesResponse> ListAsync(ListDevicesRequest request, CancellationToken cancel)
    {
        var size = Cursor.PageSize(request.PageSize);
        var after = Cursor.Read(Scope, request.PageToken);
        var page = await state.ReadAsync(s => Table.List(s, "", after, size + 1), cancel);
        var response = new ListDevicesResponse { Devices = { page.Take(size).Select(r => Live(r.Value)) } };
        if (page.Count > size)
            response.NextPageToken = Cursor.Of(Scope, page[size - 1].Key);
        return response;
    }

    /// <summary>Changes a device that exists, tells the watchers, and wakes its stream.</summary>
    /// <param name="id">The device.</param>
    /// <param name="change">May throw; nothing is kept then.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Device> ChangeAsync(string id, Action<IStateTransaction, Device> change, CancellationToken cancel)
    {
        var device = await state.WriteAsync(
            s =>
            {
                var stored = Require(s, id);
                change(s, stored);
                Put(s, stored);
                return stored;
            },
            cancel);
        streams.Wake(id);
        return Live(device);
    }

    /// <summary>Stores a device inside a transaction and tells the watchers.</summary>
    public static void Put(IStateTransaction s, Device device)
    {
        Table.Put(s, device.Id, device);
        Changes.AppendNews(s, new Device { Id = device.Id }, JournalKept);
    }

    public static Device? Find(IStateTransaction s, string id) => Table.Get(s, id);

    /// <summary>Takes what a device says of itself.</summary>
    public async Task ReportAsync(DeviceStream stream, ReportedState reported, CancellationToken cancel)
    {
        var before = stream.Reported;
        stream.Reported = reported;
        if (before is not null && Lasting(before).Equals(Lasting(reported)))
            return;
        await ChangeAsync(
            stream.DeviceId,
            (_, device) =>
            {
                device.Reported = reported;
                device.LastSeenAt = clock.GetUtcNow().ToTimestamp();
            },
            cancel);
    }

    /// <summary>Every device as it stands, or what the cursor missed; then changes as they come.</summary>
    public async IAsyncEnumerable<WatchDevicesResponse> WatchAsync(string cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = Cursor.ReadSequence(Scope, cursor);
        if (cursor.Length == 0 || await IsBehindAsync(after, cancel))
        {
            after = await state.ReadAsync(Changes.LastSequence, cancel);
            string? last = null;
            while (true)
            {
                var from = last;
                var page = await state.ReadAsync(s => Table.List(s, "", from, Page), cancel);
                foreach (var (id, device) in page)
                {
                    yield return new WatchDevicesResponse { Cursor = Cursor.Of(Scope, after), Device = Live(device) };
                    last = id;
                }
                if (page.Count < Page)
                    break;
            }
        }
        await foreach (var change in Changes.WatchAsync(state, after, cancel))
            if (await state.ReadAsync(s => Table.Get(s, change.Value.Id), cancel) is { } device)
                yield return new WatchDevicesResponse { Cursor = Cursor.Of(Scope, change.Sequence), Device = Live(device) };
    }

    private Task<bool> IsBehindAsync(long after, CancellationToken cancel) =>
        state.ReadAsync(s => Changes.Read(s, after, 1) is [var next] && next.Sequence > after + 1, cancel);

    private static Device Require(IStateTransaction s, string id) =>
        Table.Get(s, id) ?? throw new GridException(ErrorReason.DeviceNotFound, $"looking for device '{id}': there is none of that name; `trmgrid devices list` shows those that are");

    /// <summary>What is stored, with what the open stream knows better.</summary>
    private Device Live(Device stored)
    {
        var device = stored.Clone();
        var stream = streams.Find(device.Id);
        device.Connected = stream is not null;
        if (stream?.Reported is { } reported)
        {
            device.Reported = reported;
            device.LastSeenAt = stream.HeardAt.ToTimestamp();
        }
        if (device.State != DeviceState.Revoked)
            device.State = device.Reported?.State ?? DeviceState.Enrolled;
        return device;
    }

    /// <summary>Without what merely fluctuates.</summary>
    private static ReportedState Lasting(ReportedState reported)
    {
        var lasting = reported.Clone();
        lasting.ClearTemperatureC();
        lasting.FreeBytes = 0;
        lasting.PlanP99 = null;
        lasting.SpooledResults = 0;
        return lasting;
    }
}
