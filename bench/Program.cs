using System.Globalization;
using BenchmarkDotNet.Running;
using Groundwork.Bench.Load;

// "kernels …" measures algorithms with BenchmarkDotNet; "serve …" puts people on a server.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["serve", .. var options])
    return await ServeLoad.Run(options);
BenchmarkSwitcher.FromAssembly(typeof(ServeLoad).Assembly).Run(args is ["kernels", .. var rest] ? rest : args);
return 0;
