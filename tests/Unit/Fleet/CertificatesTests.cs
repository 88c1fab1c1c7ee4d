using Trm.Grid.Fleet;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Fleet;

public sealed class CertificatesTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("trm-grid-certificates-");

    [Fact]
    public async Task Renewal_that_is_through_before_a_revocation_and_shown_after_it_does_not_count()
    {
        using var identity = GridIdentity.LoadOrCreate(new(_home.FullName), [], TimeProvider.System);
        await using var state = SqliteStateStore.Open(Path.Combine(_home.FullName, "fleet.db"));
        using var certificates = new Certificates(state, identity, new(), TimeProvider.System);
        await AdmitAsync(state, "01", anew: true);
        await certificates.PublishAsync("robot-1");
        Assert.False(certificates.IsRevoked("robot-1", "01"));

        await AdmitAsync(state, "02", anew: false);
        await state.WriteAsync(
            s =>
            {
                Certificates.Revoke(s, "robot-1");
                return true;
            },
            TestContext.Current.CancellationToken);
        await certificates.PublishAsync("robot-1");
        await certificates.PublishAsync("robot-1");
        Assert.True(certificates.IsRevoked("robot-1", "01"));
        Assert.True(certificates.IsRevoked("robot-1", "02"));
        Assert.True(certificates.IsRevoked("robot-2", "01"));
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static Task<bool> AdmitAsync(SqliteStateStore state, string serial, bool anew) => state.WriteAsync(
        s =>
        {
            Certificates.Admit(s, "robot-1", serial, anew);
            return true;
        },
        TestContext.Current.CancellationToken);
}
