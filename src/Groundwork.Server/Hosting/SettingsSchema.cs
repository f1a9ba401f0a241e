using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Groundwork.Server.Hosting;

/// <summary>The JSON schema of a settings record, from which the web makes its form.</summary>
public static class SettingsSchema
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    public static JsonNode Of(Type settings) => Options.GetJsonSchemaAsNode(settings);
}
