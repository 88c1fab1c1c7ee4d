using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies an ELF64 little-endian library and sets VER_FLG_WEAK on one required symbol version (section .gnu.version_r;
/// layout: "ELF-64 Object File Format" and the Linux Standard Base, "Symbol Versioning"). A library without that version is copied as it is.
/// </summary>
public class WeakenElfVersion : Task
{
    private const ushort VerFlagWeak = 2;
    private const uint SectionTypeVerneed = 0x6ffffffe;

    [Required] public string Source { get; set; }
    [Required] public string Destination { get; set; }
    [Required] public string VersionName { get; set; }

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Source);
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[4] != 2 || image[5] != 1)
        {
            Log.LogError("Weakening {0} in {1}: expected a little-endian ELF64 library.", VersionName, Source);
            return false;
        }
        Weaken(image);
        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        var partial = Destination + ".partial";
        File.WriteAllBytes(partial, image);
        if (File.Exists(Destination)) File.Delete(Destination);
        File.Move(partial, Destination);
        return true;
    }

    private void Weaken(byte[] image)
    {
        var sections = (int)BitConverter.ToUInt64(image, 0x28);
        int size = BitConverter.ToUInt16(image, 0x3A), count = BitConverter.ToUInt16(image, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var header = sections + i * size;
            if (BitConverter.ToUInt32(image, header + 4) != SectionTypeVerneed) continue;
            var strings = sections + (int)BitConverter.ToUInt32(image, header + 40) * size;
            var names = (int)BitConverter.ToUInt64(image, strings + 24);
            var need = (int)BitConverter.ToUInt64(image, header + 24);
            while (true)
            {
                int auxiliaries = BitConverter.ToUInt16(image, need + 2), aux = need + (int)BitConverter.ToUInt32(image, need + 8);
                for (var k = 0; k < auxiliaries; k++)
                {
                    if (NameAt(image, names + (int)BitConverter.ToUInt32(image, aux + 8)) == VersionName)
                        image[aux + 4] |= (byte)VerFlagWeak;
                    aux += (int)BitConverter.ToUInt32(image, aux + 12);
                }
                var next = BitConverter.ToUInt32(image, need + 12);
                if (next == 0) break;
                need += (int)next;
            }
        }
    }

    private static string NameAt(byte[] image, int start) =>
        Encoding.ASCII.GetString(image, start, Array.IndexOf(image, (byte)0, start) - start);
}
