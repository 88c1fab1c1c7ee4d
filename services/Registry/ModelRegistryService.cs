using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>The rpcs of ModelRegistry.</summary>
[Allow(CallerRole.Operator, CallerRole.Trainer, CallerRole.Solver)]
internal sealed class ModelRegistryService(VersionLedger versions, AliasLedger aliases, BlobRpcs blobs, PackageTrust trust, AuditLog audit) : ModelRegistry.ModelRegistryBase
{
    public override Task<StatBlobResponse> StatBlob(StatBlobRequest request, ServerCallContext context) =>
        blobs.StatAsync(request, context.CancellationToken);

    [Allow(CallerRole.Operator, CallerRole.Trainer)]
    public override Task<WriteBlobResponse> WriteBlob(IAsyncStreamReader<WriteBlobRequest> requestStream, ServerCallContext context) =>
        blobs.WriteAsync(requestStream, context.CancellationToken);

    public override Task ReadBlob(ReadBlobRequest request, IServerStreamWriter<ReadBlobResponse> responseStream, ServerCallContext context) =>
        blobs.ReadAsync(request, responseStream, context.CancellationToken);

    [Allow(CallerRole.Operator, CallerRole.Trainer)]
    public override async Task<RegisterVersionResponse> RegisterVersion(RegisterVersionRequest request, ServerCallContext context) =>
        new() { Version = await versions.RegisterAsync(request, context.Caller().Name, context.CancellationToken) };

    public override async Task<GetVersionResponse> GetVersion(GetVersionRequest request, ServerCallContext context) =>
        new() { Version = await versions.GetAsync(request, context.CancellationToken) };

    public override Task<ListVersionsResponse> ListVersions(ListVersionsRequest request, ServerCallContext context) =>
        versions.ListAsync(request, context.CancellationToken);

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        versions.ListModelsAsync(request, context.CancellationToken);

    [Allow(CallerRole.Operator, CallerRole.Trainer)]
    public override async Task<SetAliasResponse> SetAlias(SetAliasRequest request, ServerCallContext context) =>
        new() { Alias = await aliases.SetAsync(request, context.Caller().Name, context.CancellationToken) };

    [Allow(CallerRole.Operator)]
    public override async Task<AttachEvaluationResponse> AttachEvaluation(AttachEvaluationRequest request, ServerCallContext context)
    {
        await versions.AttachAsync(request, context.Caller().Name, context.CancellationToken);
        return new();
    }

    [Allow(CallerRole.Operator)]
    public override async Task<SetGateResponse> SetGate(SetGateRequest request, ServerCallContext context) =>
        new() { Gate = await aliases.SetGateAsync(request, context.Caller().Name, context.CancellationToken) };

    public override Task<GetTrustedKeysResponse> GetTrustedKeys(GetTrustedKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new GetTrustedKeysResponse { Keys = { trust.List() } });

    [Allow(CallerRole.Operator, CallerRole.Trainer)]
    public override Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context) =>
        audit.ListAsync(request, context.CancellationToken);
}
