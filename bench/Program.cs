using System.Globalization;
using BenchmarkDotNet.Running;
using Groundwork.Bench.Load;
using Groundwork.Bench.Tables;

// "kernels …" measures algorithms with BenchmarkDotNet; "serve …" puts people on a server, "import …" lets it take in many items meanwhile,
// "export …" freezes, exports and restores many answers; "tables …" times filters over a million rows.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["serve", .. var options])
    return await ServeLoad.Run(options);
if (args is ["import", .. var import])
    return await ImportLoad.Run(import);
if (args is ["export", .. var export])
    return await ExportLoad.Run(export);
if (args is ["tables", .. var wanted])
    return await TablesBench.Run(wanted);
BenchmarkSwitcher.FromAssembly(typeof(ServeLoad).Assembly).Run(args is ["kernels", .. var rest] ? rest : args);
return 0;
