using Groundwork.Core.Documents;

namespace Groundwork.Server.Features.Data;

/// <summary>What a dataset's settings may be.</summary>
static class DatasetRules
{
    internal static void Name(string name, string path, List<Fault> faults)
    {
        if (name.Trim().Length is 0 or > 120 || name.Any(char.IsControl))
            faults.Add(new(path, "name", "Give the dataset a name of 1 to 120 characters."));
    }
}
