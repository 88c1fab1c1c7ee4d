using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>What was done, by whom; written in the transaction that does it.</summary>
internal sealed class AuditLog(IStateStore store, TimeProvider time)
{
    private const string Scope = "audit";
    private static readonly Journal<AuditEntry> Entries = new("audit", AuditEntry.Parser);

    public void Write(IStateTransaction state, string actor, string action, string subject, string detail)
    {
        var last = Entries.LastSequence(state);
        var previous = last == 0 ? "" : Entries.Read(state, last - 1, 1)[0].Value.Hash;
        var entry = new AuditEntry
        {
            Sequence = (ulong)last + 1,
            At = time.GetUtcNow().ToTimestamp(),
            Actor = actor,
            Action = action,
            Subject = subject,
            Detail = detail,
        };
        entry.Hash = AuditChain.HashOf(entry, previous);
        Entries.Append(state, entry);
    }

    public async Task<ListAuditEntriesResponse> ListAsync(ListAuditEntriesRequest request, CancellationToken cancellationToken)
    {
        var (after, size) = (Cursor.ReadSequence(Scope, request.PageToken), Cursor.PageSize(request.PageSize));
        var (entries, last) = await store.ReadAsync(state => (Entries.Read(state, after, size), Entries.LastSequence(state)), cancellationToken);
        var response = new ListAuditEntriesResponse();
        response.Entries.AddRange(entries.Select(record => record.Value));
        if (entries.Count > 0 && entries[^1].Sequence < last)
            response.NextPageToken = Cursor.Of(Scope, entries[^1].Sequence);
        return response;
    }
}
