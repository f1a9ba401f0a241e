using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Groundwork.Server.Hosting;

/// <summary>The API's own description: schemas are called operation + Request or Response, as in the code.</summary>
public static class OpenApi
{
    public static void AddGroundworkOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = type =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } usual || (Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(JsonElement) || type.Type == typeof(JsonNode) ? null
            : type.Type is { IsNested: true, IsGenericType: false } nested ? nested.DeclaringType!.Name + nested.Name
            : usual;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context);
            return Task.CompletedTask;
        });
        // Parameters that come as one class keep its capitals otherwise; a query is read without looking at case.
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var each in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query) ?? [])
                each.Name = JsonNamingPolicy.CamelCase.ConvertName(each.Name!);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Groundwork";
            document.Info.Version = "1";
            document.Servers?.Clear();
            AddShapes(document);
            PutShapesInPlace(document);
            return Task.CompletedTask;
        });
    });

    const string Mark = "x-shape";

    // References can't be put in while the schemas are still being walked: here they are only marked.
    static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var said = context.JsonPropertyInfo?.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: false) ?? [];
        foreach (var shape in said.OfType<ShapeAttribute>())
            (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal))[Mark] =
                new JsonNodeExtension(context.JsonPropertyInfo!.PropertyType == typeof(JsonElement?) ? shape.Name + "?" : shape.Name);
        // What Core knows of its own words it says without knowing of an API.
        var known = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false).Cast<AllowedValuesAttribute>() ?? [];
        foreach (var words in said.OfType<OneOfAttribute>().Select(o => o.Words).Concat(known.Select(k => k.Values.OfType<string>())))
            (schema.Items as OpenApiSchema ?? schema).Enum = [.. words.Select(w => (JsonNode)w)];
    }

    static void PutShapesInPlace(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values.OfType<OpenApiSchema>().Where(s => s.Properties is not null))
            foreach (var (name, property) in schema.Properties!.ToList())
                if (property is OpenApiSchema { Extensions: { } more } marked && more.Remove(Mark, out var mark))
                    schema.Properties![name] = Shaped(document, marked, ((JsonNodeExtension)mark).Node.GetValue<string>());
    }

    static IOpenApiSchema Shaped(OpenApiDocument document, OpenApiSchema property, string shape)
    {
        var reference = new OpenApiSchemaReference(shape.TrimEnd('?'), document);
        if (property.Type?.HasFlag(JsonSchemaType.Array) == true)
        {
            property.Items = reference;
            return property;
        }
        return shape.EndsWith('?') ? new OpenApiSchema { OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] } : reference;
    }

    static void AddShapes(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("shapes.json")!;
        foreach (var (name, shape) in JsonNode.Parse(stream)!.AsObject())
            document.Components.Schemas[name] = OpenApiModelFactory.Parse<OpenApiSchema>(shape!.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _)
                ?? throw new InvalidDataException($"The shape {name} is no schema.");
    }

    /// <summary>The document as JSON, without a listening server.</summary>
    public static async Task<string> Write(WebApplication app)
    {
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync();
        await using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString();
    }
}
