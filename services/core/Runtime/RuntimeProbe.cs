using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Trm.Grid.Runtime;

/// <summary>What ONNX Runtime offers on this machine.</summary>
/// <param name="Version">Of the library that was loaded.</param>
/// <param name="Providers">Built into it, and those of registered plugins.</param>
public sealed record RuntimeProbe(string Version, IReadOnlyList<string> Providers)
{
    public const string Cpu = "CPUExecutionProvider";
    private static readonly HashSet<string> Registered = [];

    /// <summary>Takes a library of the system's instead of the one beside the program, as boards with a GPU need it. Before anything else of ONNX Runtime is touched, once.</summary>
    public static void UseLibrary(string path)
    {
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(
            typeof(OrtEnv).Assembly,
            (name, _, _) => name.Contains("onnxruntime", StringComparison.Ordinal) && !name.Contains("extensions", StringComparison.Ordinal) ? NativeLibrary.Load(path) : 0);
    }

    /// <summary>Loads the library, and the plugin if one is named.</summary>
    /// <exception cref="InvalidDataException">It cannot be loaded, or is too old for this program.</exception>
    public static RuntimeProbe Run(RuntimeOptions options)
    {
        try
        {
            var environment = OrtEnv.Instance();
            if (options.ProviderLibrary.Length > 0)
                Register(environment, options);
            return new(environment.GetVersionString(), [.. environment.GetAvailableProviders().Concat(environment.GetEpDevices().Select(d => d.EpName)).Distinct()]);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or OnnxRuntimeException or TargetInvocationException)
        {
            throw new InvalidDataException($"loading ONNX Runtime: {(e.InnerException ?? e).Message}; give the library of a version that this program knows, or none to take its own", e);
        }
    }

    /// <summary>Lets a session use the wanted provider.</summary>
    /// <exception cref="InvalidDataException">It is not here.</exception>
    internal static void Append(SessionOptions settings, RuntimeOptions options)
    {
        if (options.Provider is "" or Cpu)
            return;
        var probe = Run(options);
        var environment = OrtEnv.Instance();
        var devices = environment.GetEpDevices().Where(d => d.EpName == options.Provider).ToList();
        if (devices.Count > 0)
            settings.AppendExecutionProvider(environment, devices, new Dictionary<string, string>());
        else if (!probe.Providers.Contains(options.Provider))
            throw new InvalidDataException($"choosing {options.Provider}: ONNX Runtime {probe.Version} here has {string.Join(", ", probe.Providers)}; choose one of these, or give the library that has it");
        else if (options.Provider == "CUDAExecutionProvider")
            settings.AppendExecutionProvider_CUDA();
        else if (options.Provider == "TensorrtExecutionProvider")
            settings.AppendExecutionProvider_Tensorrt();
        else
            settings.AppendExecutionProvider(options.Provider.Replace("ExecutionProvider", "", StringComparison.Ordinal).ToUpperInvariant());
    }

    private static void Register(OrtEnv environment, RuntimeOptions options)
    {
        lock (Registered)
            if (Registered.Add(options.ProviderLibrary))
                environment.RegisterExecutionProviderLibrary(Path.GetFileNameWithoutExtension(options.ProviderLibrary), options.ProviderLibrary);
    }

}
