using System.Globalization;
using BenchmarkDotNet.Running;
using Groundwork.Bench.Formats;
using Groundwork.Bench.Kernels;
using Groundwork.Bench.Load;
using Groundwork.Bench.Tables;

// "kernels …" measures algorithms with BenchmarkDotNet; "import …" lets a server take in many items while people label,
// "export …" freezes, exports and restores many answers; "formats …" writes snapshots in each format; "tables …" times filters over a million rows;
// "alpha …" measures the processor time of agreement on a million labels; "crowd …" writes a simulated crowd for "groundwork stats truth".
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["import", .. var import])
    return await ImportLoad.Run(import);
if (args is ["export", .. var export])
    return await ExportLoad.Run(export);
if (args is ["formats", .. var written])
    return await FormatsBench.Run(written);
if (args is ["alpha", .. var sizes])
    return AlphaBench.Run(sizes);
if (args is ["tables", .. var wanted])
    return await TablesBench.Run(wanted);
if (args is ["crowd", .. var crowd])
    return await MadeCrowd.Write(crowd);
BenchmarkSwitcher.FromAssembly(typeof(ImportLoad).Assembly).Run(args is ["kernels", .. var rest] ? rest : args);
return 0;
