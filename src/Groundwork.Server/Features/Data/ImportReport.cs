using System.Text.Json;
using Groundwork.Formats;

namespace Groundwork.Server.Features.Data;

/// <summary>Counts what an import does, row by row, and keeps the first of everything to show.</summary>
sealed class ImportReport
{
    const int SamplesShown = 5, ErrorsShown = 100;

    readonly List<ImportItems.Sample> samples = [];
    readonly List<ImportItems.RowError> errors = [];
    long imported, duplicates, failed;

    internal void Added(int added, int of) => (imported, duplicates) = (imported + added, duplicates + of - added);

    internal void Fail(RowFault fault)
    {
        if (failed++ < ErrorsShown)
            errors.Add(new ImportItems.RowError(fault.Row, fault.Reason, fault.Todo));
    }

    internal void Show(ItemRow item)
    {
        if (samples.Count < SamplesShown)
            samples.Add(new ImportItems.Sample(item.ExternalId, item.Text ?? "", item.Metadata));
    }

    internal ImportOutcome Outcome() => new(imported, duplicates, failed, JsonSerializer.Serialize(errors, JsonSerializerOptions.Web));

    internal ImportItems.Response Response(string? import, string format, ItemReading reading) => new(import, format, reading.Columns,
        new ImportItems.Mapping(reading.Mapping.Text, reading.Mapping.Id), samples, imported, duplicates, failed, errors, failed - errors.Count);
}
