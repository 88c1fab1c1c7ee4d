using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>Moves aliases, by compare-and-swap and with the proof that the model's gate asks for.</summary>
internal sealed class AliasLedger([FromKeyedServices(GridRoles.Registry)] IStateStore store, AuditLog audit, TimeProvider time)
{
    /// <exception cref="GridException">As the contract says of SetAlias.</exception>
    public Task<Alias> SetAsync(SetAliasRequest request, string actor, CancellationToken cancellationToken)
    {
        Names.RequireAlias(request.Alias);
        Names.RequireDigest("version_digest", request.VersionDigest);
        return store.WriteAsync(state =>
        {
            var model = VersionLedger.RequireModel(state, request.Model);
            var version = RegistryTables.ByDigest(state, request.VersionDigest, model.Name) ?? throw VersionLedger.Missing(request.VersionDigest);
            var current = model.Aliases.FirstOrDefault(alias => alias.Name == request.Alias);
            if (current is not null && IsRepeat(current, request))
                return current;
            if ((current?.Revision ?? 0) != request.ExpectedRevision)
                throw new GridException(ErrorReason.AliasMoved, current is null
                    ? $"moving {model.Name}@{request.Alias}: expected at revision {request.ExpectedRevision}, there is no such alias; use 0 to make it"
                    : $"moving {model.Name}@{request.Alias}: expected at revision {request.ExpectedRevision}, it stands at {current.Revision} and names version {current.VersionNumber}; read it again and decide anew");
            RequireProof(state, model, request, current?.VersionDigest == version.Digest ? null : current?.VersionDigest);
            var moved = new Alias
            {
                Name = request.Alias,
                VersionDigest = version.Digest,
                VersionNumber = version.Number,
                Revision = request.ExpectedRevision + 1,
                EvaluationId = request.EvaluationId,
                MovedAt = time.GetUtcNow().ToTimestamp(),
            };
            Put(model, current, moved);
            RegistryTables.Models.Put(state, model.Name, model);
            audit.Write(state, actor, "set-alias", $"{model.Name}@{moved.Name}", $"{moved.VersionDigest} revision {moved.Revision} evaluation {moved.EvaluationId}".TrimEnd());
            return moved;
        }, cancellationToken);
    }

    /// <exception cref="GridException">MODEL_NOT_FOUND, INVALID_REQUEST.</exception>
    public Task<Gate> SetGateAsync(SetGateRequest request, string actor, CancellationToken cancellationToken)
    {
        var gate = request.Gate ?? new();
        GateCheck.RequireSound(gate);
        return store.WriteAsync(state =>
        {
            var model = VersionLedger.RequireModel(state, request.Model);
            model.Gate = gate;
            RegistryTables.Models.Put(state, model.Name, model);
            audit.Write(state, actor, "set-gate", model.Name, gate.ToString());
            return gate;
        }, cancellationToken);
    }

    private static bool IsRepeat(Alias current, SetAliasRequest request) =>
        current.Revision == request.ExpectedRevision + 1 && current.VersionDigest == request.VersionDigest && current.EvaluationId == request.EvaluationId;

    private static void RequireProof(IStateTransaction state, Model model, SetAliasRequest request, string? replaced)
    {
        var what = $"moving {model.Name}@{request.Alias}";
        if (request.EvaluationId.Length == 0)
        {
            if (!GateCheck.AsksNothing(model.Gate))
                throw new GridException(ErrorReason.GateNotMet, $"{what}: {model.Name} has a gate, and no evaluation came as proof; evaluate the version and name the evaluation");
            return;
        }
        var outcome = RegistryTables.Outcomes.Get(state, $"{request.VersionDigest}/{request.EvaluationId}") ?? throw new GridException(
            ErrorReason.EvaluationNotFound, $"{what}: no evaluation {request.EvaluationId} is attached to {request.VersionDigest}; evaluate this very version");
        if (!GateCheck.AsksNothing(model.Gate) && GateCheck.Unmet(model.Gate, outcome, replaced) is { Count: > 0 } unmet)
            throw new GridException(ErrorReason.GateNotMet, $"{what}: {string.Join("; ", unmet)}");
    }

    private static void Put(Model model, Alias? current, Alias moved)
    {
        if (current is not null)
            model.Aliases.Remove(current);
        model.Aliases.Add(moved);
    }
}
