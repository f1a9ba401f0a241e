using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Tells the screens that an import is further, unless something says so already, as new items do.</summary>
static class ImportNews
{
    internal static async ValueTask Tell(Session s, string import, bool unless = false, string? workspace = null)
    {
        if (!unless)
            await EventCalls.Raise(s, "import.changed", null, import, workspace: workspace);
    }
}
