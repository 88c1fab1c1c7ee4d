namespace Trm.Grid.Hosting;

/// <summary>Which device certificates no longer count. Asked at every call of a device: answer from memory.</summary>
public interface IDeviceRevocation
{
    /// <param name="deviceId">The certificate's device.</param>
    /// <param name="serialNumber">The certificate's serial number, hexadecimal.</param>
    bool IsRevoked(string deviceId, string serialNumber);
}
