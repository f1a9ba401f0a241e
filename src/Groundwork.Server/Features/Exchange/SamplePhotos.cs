using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Simulation;
using Groundwork.Server.Features.Data;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Photographs in the public domain with boxes and outlines: from an espresso to the farthest galaxies, drawn by people of different steadiness.</summary>
static class SamplePhotos
{
    internal const string Name = "Things in photographs (sample)";
    const int Finished = 17;

    // How many have begun each of the last five.
    static readonly int[] Begun = [2, 1, 1, 0, 0];

    sealed record Thing(string Class, double[]? Box, double[][]? Polygon, Dictionary<string, JsonElement>? Attributes, bool Hidden);

    sealed record Photo(string Id, string Source, string Licence, double[] Size, string Setting, List<Thing> Objects, List<Thing> Tempting);

    internal static SampleProject Project() => new(Name, Ontology, Instructions, [.. Sample.Lines<Photo>("photos.jsonl").Select(Item)], 5)
    {
        Mistaken = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["galaxy"] = ["star"], ["star"] = ["galaxy"], ["object"] = ["structure"], ["structure"] = ["object"],
        },
        Known = ("setting", 10),
        Model = Sample.Model,
        Reviewed = 0.75,
        Difficulty = 0.4,
        Batch = ("Night sky", "deep-field"),
        Skips =
        [
            new("staircase.jpg", "unclear", "Is somebody behind a railing a person with holes, or several pieces?"),
            new("deep-field-e.jpg", "other", "Far too many of them for one sitting."),
        ],
        Questions =
        [
            new("deep-field-c.jpg", "Is the blue smear below this one a galaxy of its own?", "It belongs to it: one box around both.", 309, 24),
            new("astronaut.jpg", "Does the badge on the suit count as an object?", "No. What is sewn on belongs to the person."),
            new("staircase.jpg", "There is half a person at the left edge. Shall I mark the half that I see?", null, 14, 280),
        ],
    };

    static SampleItem Item(Photo photo, int at) => new(photo.Id, new Provenance(photo.Source, photo.Licence),
        new SimulatedItem(
            AnswerDocument.Empty with
            {
                Objects = [.. photo.Objects.Select(Object)],
                Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["setting"] = Sample.Json(photo.Setting) },
            },
            [.. photo.Tempting.Select((t, i) => Object(t, photo.Objects.Count + i))], new ItemExtent(photo.Size[0], photo.Size[1]))
        {
            Hidden = [.. photo.Objects.Select((o, i) => (o, Id: IdOf(i))).Where(o => o.o.Hidden).Select(o => o.Id)],
        },
        at < Finished ? (int)SampleProject.Redundancy : Begun[at - Finished]);

    static string IdOf(int at) => FormattableString.Invariant($"t{at + 1}");

    static LabelledObject Object(Thing thing, int at) => new(IdOf(at), thing.Class,
        thing.Box is [var x, var y, var width, var height] ? Sample.Json(new { type = "box", x, y, width, height }) : Sample.Json(new { type = "polygon", rings = new[] { thing.Polygon } }))
    {
        Attributes = thing.Attributes ?? [],
    };

    static readonly OntologyDocument Ontology = new()
    {
        Classes =
        [
            new LabelClass("person", "Person") { Color = "#d6409f", Hotkey = "1", Geometry = ["polygon"] },
            new LabelClass("animal", "Animal") { Color = "#e5802d", Hotkey = "2", Geometry = ["polygon"] },
            new LabelClass("object", "Object") { Color = "#8e4ec6", Hotkey = "3", Geometry = ["box", "polygon"] },
            new LabelClass("structure", "Building or tower") { Color = "#2f9e6d", Hotkey = "4", Geometry = ["box"] },
            new LabelClass("galaxy", "Galaxy")
            {
                Color = "#0091c2", Hotkey = "5", Geometry = ["box"],
                Attributes =
                [
                    new Question("shape", "Shape", "choice")
                    {
                        Required = true,
                        Options = [new("oval", "Round or oval"), new("spiral", "Spiral"), new("thin", "Seen from the edge"), new("irregular", "Irregular")],
                    },
                ],
            },
            new LabelClass("star", "Star") { Color = "#c2a000", Hotkey = "6", Geometry = ["box"] },
        ],
        Questions =
        [
            new Question("setting", "Where was it taken?", "choice")
            {
                Required = true,
                Options = [new("indoors", "Indoors"), new("outdoors", "Outdoors"), new("space", "In space")],
            },
        ],
    };

    const string Instructions = """
        Mark what is **really there**, as tightly as you can.

        - **Person, animal**: draw the outline. Clothes and what is sewn on them belong to the person; whiskers don't belong to the animal.
        - **Object**: a box around what could be carried or moved, cups and rockets alike. No furniture, no lamps.
        - **Building or tower**: a box. No fences, no ground.
        - **Galaxy**: a box around each that is **at least 15 pixels** wide or high, and its shape. **Star**: has rays.

        What is cut off by the edge or hidden behind something is marked as far as it goes. Reflections are never marked.
        """;
}
