using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>Makes creating calls harmless to repeat: the first request of an id is kept beside the name of what it made.</summary>
/// <param name="rpc">The call whose ids these are, as in <c>SubmitRun</c>.</param>
public sealed class RequestIds<TRequest>(string rpc, MessageParser<TRequest> parser)
    where TRequest : class, IMessage<TRequest>
{
    private readonly string table = "requests/" + rpc;

    /// <summary>What the id's first request made; null where the id is new.</summary>
    /// <exception cref="GridException">REQUEST_ID_REUSED: the first request was another. INVALID_REQUEST: no id.</exception>
    public string? Known(IStateTransaction state, string requestId, TRequest request)
    {
        if (requestId.Length is 0 or > 200 || !Keys.Fits(requestId))
            throw GridException.Invalid("request_id", $"expected 1 to 200 characters chosen by the caller, none of them a control character, got {requestId.Length}");
        if (state.Get(table, requestId) is not { } bytes)
            return null;
        using var input = new CodedInputStream(bytes);
        var made = input.ReadString();
        // NOTE: messages are compared, not bytes: maps have no fixed order on the wire.
        return parser.ParseFrom(input.ReadBytes()).Equals(request) ? made : throw new GridException(ErrorReason.RequestIdReused,
            $"{rpc}: request_id {requestId} was used before for a different request, which made {made}; choose a new id");
    }

    /// <summary>Keeps what the request made, in the same transaction that makes it.</summary>
    public void Remember(IStateTransaction state, string requestId, TRequest request, string made)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteString(made);
            output.WriteBytes(request.ToByteString());
        }
        state.Put(table, requestId, bytes.ToArray());
    }
}
