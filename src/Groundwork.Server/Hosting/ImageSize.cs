using System.Text.Json;

namespace Groundwork.Server.Hosting;

/// <summary>How large the picture of an item is, upright, in pixels.</summary>
public sealed record ImageSize(long Width, long Height)
{
    /// <summary>The size in an item's payload; null if it is no image.</summary>
    public static ImageSize? Of(string modality, string payload)
    {
        if (modality != "image")
            return null;
        using var json = JsonDocument.Parse(payload);
        return new ImageSize(json.RootElement.GetProperty("width").GetInt64(), json.RootElement.GetProperty("height").GetInt64());
    }
}
