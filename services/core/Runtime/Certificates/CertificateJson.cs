using System.Text.Json.Serialization;

namespace Trm.Grid.Runtime.Certificates;

/// <summary>JSON without reflection, so that the edge agent compiles ahead of time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PathCertificate))]
internal sealed partial class CertificateJson : JsonSerializerContext;
