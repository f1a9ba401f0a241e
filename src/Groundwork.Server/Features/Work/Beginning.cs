using System.Text.Json;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Work;

/// <summary>The first words of an item, by which somebody knows it again.</summary>
static class Beginning
{
    const int Longest = 120;

    internal static string Of(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        return Excerpt.Of(json.RootElement.TryGetProperty("text", out var text) ? text.GetString() : null, Longest);
    }
}
