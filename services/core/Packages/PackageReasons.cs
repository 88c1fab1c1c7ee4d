namespace Trm.Grid.Packages;

/// <summary>Why a package was refused. The words are stable: programs and error details carry them.</summary>
public static class PackageReasons
{
    public const string DigestInvalid = "PACKAGE_DIGEST_INVALID";
    public const string DigestMismatch = "PACKAGE_DIGEST_MISMATCH";
    public const string FileMissing = "PACKAGE_FILE_MISSING";
    public const string FileUnexpected = "PACKAGE_FILE_UNEXPECTED";
    public const string RoleMissing = "PACKAGE_ROLE_MISSING";
    public const string PathEscapes = "PACKAGE_PATH_ESCAPES";
    public const string ManifestInvalid = "PACKAGE_MANIFEST_INVALID";
    public const string ArchiveInvalid = "PACKAGE_ARCHIVE_INVALID";
    public const string TooLarge = "PACKAGE_TOO_LARGE";
    public const string TooNew = "PACKAGE_TOO_NEW";
    public const string Exists = "PACKAGE_EXISTS";
    public const string NotSigned = "PACKAGE_UNSIGNED";
    public const string UnknownSigner = "PACKAGE_UNKNOWN_SIGNER";
    public const string SignatureInvalid = "PACKAGE_SIGNATURE_INVALID";
    public const string KeyInvalid = "PACKAGE_KEY_INVALID";
    public const string TensorsInvalid = "PACKAGE_TENSORS_INVALID";
    public const string TensorMissing = "PACKAGE_TENSOR_MISSING";
}
