using System.Globalization;
using System.Runtime.InteropServices;

namespace Groundwork.Media.Child;

/// <summary>libvips refused a picture; the message is its own.</summary>
sealed class VipsException(string message) : Exception(message);

/// <summary>
/// libvips through its GObject interface, which has no varargs. Handles are freed with <see cref="Scope"/>: a worker
/// reads many pictures, and an unfreed one would pass for a leak of the library.
/// </summary>
static unsafe partial class Vips
{
    const string Library = "libvips.so.42", Objects = "libgobject-2.0.so.0";

    /// <summary>Starts the library for one thread, without a cache and without the loaders that its authors don't trust.</summary>
    /// <exception cref="DllNotFoundException">It isn't installed.</exception>
    internal static string Start()
    {
        if (vips_init("groundwork") != 0)
            throw Failed();
        vips_concurrency_set(1);
        vips_cache_set_max(0);
        vips_block_untrusted_set(1);
        return Marshal.PtrToStringUTF8(vips_version_string()) ?? "";
    }

    internal static VipsException Failed()
    {
        var said = Marshal.PtrToStringUTF8(vips_error_buffer()) ?? "";
        vips_error_clear();
        return new VipsException(said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)
            .FirstOrDefault("the decoder gave up without a word"));
    }

    /// <summary>Everything made within it is let go at its end.</summary>
    internal sealed class Scope : IDisposable
    {
        readonly Stack<nint> held = new();

        internal nint Hold(nint made)
        {
            if (made == 0)
                throw Failed();
            held.Push(made);
            return made;
        }

        internal nint Source(int descriptor) => Hold(vips_source_new_from_descriptor(descriptor));

        internal nint Target(int descriptor) => Hold(vips_target_new_to_descriptor(descriptor));

        /// <summary>An image over pixels that somebody else owns and keeps.</summary>
        internal nint Image(byte* pixels, long bytes, int width, int height, int bands)
        {
            var image = Hold(vips_image_new_from_memory(pixels, (nuint)bytes, width, height, bands, FormatUchar));
            vips_image_init_fields(image, width, height, bands, FormatUchar, CodingNone, InterpretationSrgb, 1, 1);
            return image;
        }

        /// <summary>All pixels in memory, for what needs them in another order than a file gives them.</summary>
        internal nint InMemory(nint image) => Hold(vips_image_copy_memory(image));

        internal nint Copy(nint image) => Run("copy", ("in", image));

        /// <summary>Runs an operation and holds its image "out".</summary>
        internal nint Run(string operation, (string, nint) input, params ReadOnlySpan<(string Name, object Value)> options) =>
            Hold(Build(operation, input, options, "out", image: true).Image);

        /// <summary>Runs an operation that gives bytes.</summary>
        internal static byte[] Bytes(string operation, (string, nint) input, params ReadOnlySpan<(string Name, object Value)> options) =>
            Build(operation, input, options, "buffer", image: false).Bytes;

        /// <summary>Runs an operation for what it does.</summary>
        internal static void Do(string operation, (string, nint) input, params ReadOnlySpan<(string Name, object Value)> options) =>
            Build(operation, input, options, null, image: false);

        public void Dispose()
        {
            while (held.TryPop(out var each))
                g_object_unref(each);
        }
    }

    static (nint Image, byte[] Bytes) Build(string name, (string, nint) input, ReadOnlySpan<(string Name, object Value)> options, string? output, bool image)
    {
        var operation = vips_operation_new(name);
        if (operation == 0)
            throw Failed();
        try
        {
            SetObject(operation, input.Item1, input.Item2);
            foreach (var (option, value) in options)
                if (value is nint handle)
                    SetObject(operation, option, handle);
                else if (vips_object_set_argument_from_string(operation, option, Convert.ToString(value, CultureInfo.InvariantCulture)!) != 0)
                    throw Failed();
            if (vips_cache_operation_buildp(ref operation) != 0)
                throw Failed();
            return output is null ? (0, []) : image ? (GetObject(operation, output), []) : (0, GetBytes(operation, output));
        }
        finally
        {
            vips_object_unref_outputs(operation);
            g_object_unref(operation);
        }
    }

    static void SetObject(nint on, string name, nint value)
    {
        var holder = new Value();
        g_value_init(ref holder, g_type_from_name(name switch { "source" => "VipsSource", "target" => "VipsTarget", _ => "VipsImage" }));
        g_value_set_object(ref holder, value);
        g_object_set_property(on, name, ref holder);
        g_value_unset(ref holder);
    }

    static nint GetObject(nint of, string name)
    {
        var holder = new Value();
        g_value_init(ref holder, g_type_from_name("VipsImage"));
        g_object_get_property(of, name, ref holder);
        var found = g_value_dup_object(ref holder);
        g_value_unset(ref holder);
        return found;
    }

    static byte[] GetBytes(nint of, string name)
    {
        var holder = new Value();
        g_value_init(ref holder, g_type_from_name("VipsBlob"));
        g_object_get_property(of, name, ref holder);
        var data = vips_blob_get(g_value_get_boxed(ref holder), out var length);
        var bytes = new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        g_value_unset(ref holder);
        return bytes;
    }

    /// <summary>The names of all metadata of an image.</summary>
    internal static List<string> Fields(nint image)
    {
        var names = new List<string>();
        var list = (nint*)vips_image_get_fields(image);
        for (var each = list; *each != 0; each++)
            names.Add(Marshal.PtrToStringUTF8(*each)!);
        g_strfreev((nint)list);
        return names;
    }

    const int FormatUchar = 0, CodingNone = 0, InterpretationSrgb = 22;

    [StructLayout(LayoutKind.Sequential)]
    struct Value
    {
        public nuint Type;
        public ulong A, B;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int vips_init(string program);

    [LibraryImport(Library)]
    private static partial nint vips_version_string();

    [LibraryImport(Library)]
    private static partial nint vips_error_buffer();

    [LibraryImport(Library)]
    private static partial void vips_error_clear();

    [LibraryImport(Library)]
    private static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    private static partial void vips_cache_set_max(int operations);

    [LibraryImport(Library)]
    private static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library)]
    private static partial nint vips_source_new_from_descriptor(int descriptor);

    [LibraryImport(Library)]
    private static partial nint vips_target_new_to_descriptor(int descriptor);

    [LibraryImport(Library)]
    private static partial nint vips_image_new_from_memory(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    private static partial void vips_image_init_fields(nint image, int width, int height, int bands, int format, int coding, int interpretation, double x, double y);

    [LibraryImport(Library)]
    private static partial nint vips_image_copy_memory(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_orientation(nint image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(nint image, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_int(nint image, string name, out int value);

    [LibraryImport(Library)]
    internal static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_remove(nint image, string name);

    [LibraryImport(Library)]
    private static partial nint vips_image_get_fields(nint image);

    [LibraryImport("libglib-2.0.so.0")]
    private static partial void g_strfreev(nint list);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint vips_operation_new(string name);

    [LibraryImport(Library)]
    private static partial int vips_cache_operation_buildp(ref nint operation);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int vips_object_set_argument_from_string(nint on, string name, string value);

    [LibraryImport(Library)]
    private static partial void vips_object_unref_outputs(nint on);

    [LibraryImport(Library)]
    private static partial nint vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Objects)]
    private static partial void g_object_unref(nint on);

    [LibraryImport(Objects, StringMarshalling = StringMarshalling.Utf8)]
    private static partial void g_object_set_property(nint on, string name, ref Value value);

    [LibraryImport(Objects, StringMarshalling = StringMarshalling.Utf8)]
    private static partial void g_object_get_property(nint on, string name, ref Value value);

    [LibraryImport(Objects)]
    private static partial nint g_value_init(ref Value value, nuint type);

    [LibraryImport(Objects)]
    private static partial void g_value_unset(ref Value value);

    [LibraryImport(Objects)]
    private static partial void g_value_set_object(ref Value value, nint to);

    [LibraryImport(Objects)]
    private static partial nint g_value_dup_object(ref Value value);

    [LibraryImport(Objects)]
    private static partial nint g_value_get_boxed(ref Value value);

    [LibraryImport(Objects, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nuint g_type_from_name(string name);
}
