using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace GrowthBook.Pure.Tests.Purity;

/// <summary>
/// GrowthBook.Pure reads no clock, environment, culture, file or network, holds no mutable state that outlives
/// a call, and starts nothing. Read off the compiled assembly, which is what runs.
/// </summary>
public class AssemblyPurityTests
{
    /// <summary>Namespaces without any allowed reference.</summary>
    private static readonly string[] BannedNamespaces =
    [
        "System.IO", "System.IO.Pipes", "System.IO.IsolatedStorage", "System.IO.Compression", "System.Net", "System.Net.Http", "System.Net.Sockets",
        "System.Net.NetworkInformation", "System.Threading", "System.Threading.Tasks", "System.Threading.Channels", "System.Timers",
        "System.Text.RegularExpressions", "System.Runtime.InteropServices.JavaScript", "Microsoft.Win32", "System.Reflection.Emit",
        "System.Linq.Expressions",
    ];

    private static readonly string[] BannedTypes =
    [
        "System.Console", "System.Environment", "System.AppContext", "System.AppDomain", "System.GC", "System.Random", "System.TimeProvider",
        "System.Uri", "System.UriBuilder", "System.ThreadStaticAttribute", "System.Activator", "System.TimeZone", "System.Lazy`1",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Diagnostics.Debug", "System.Diagnostics.Trace",
        "System.Diagnostics.Activity", "System.Diagnostics.Debugger", "System.Security.Cryptography.RandomNumberGenerator", "System.Globalization.RegionInfo",
        "System.Runtime.InteropServices.RuntimeInformation", "System.Runtime.InteropServices.Marshal",
        "System.Globalization.TextInfo", "System.Globalization.CompareInfo", "System.Globalization.CharUnicodeInfo", "System.Globalization.IdnMapping",
        "System.StringNormalizationExtensions", "System.Text.Rune",
    ];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTime.ToLocalTime",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.ToLocalTime", "System.DateTimeOffset.get_LocalDateTime",
        "System.TimeZoneInfo.get_Local", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Globalization.CultureInfo.get_CurrentCulture", "System.Globalization.CultureInfo.get_CurrentUICulture",
        "System.Globalization.CultureInfo.set_CurrentCulture", "System.Globalization.CultureInfo.get_InstalledUICulture",
        "System.Globalization.CultureInfo.get_DefaultThreadCurrentCulture",
        "System.Globalization.NumberFormatInfo.get_CurrentInfo", "System.Globalization.DateTimeFormatInfo.get_CurrentInfo",
        "System.StringComparer.get_CurrentCulture", "System.StringComparer.get_CurrentCultureIgnoreCase",
        "System.String.ToLower", "System.String.ToUpper", "System.Char.ToLower", "System.Char.ToUpper",
        "System.String.ToLowerInvariant", "System.String.ToUpperInvariant", "System.Char.ToLowerInvariant", "System.Char.ToUpperInvariant",
        "System.String.Normalize", "System.String.IsNormalized", "System.StringComparer.get_OrdinalIgnoreCase", "System.Char.GetUnicodeCategory",
        "System.Char.IsLetter", "System.Char.IsDigit", "System.Char.IsWhiteSpace", "System.Char.IsUpper", "System.Char.IsLower",
        "System.Text.Encoding.get_Default",
        "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode", "System.HashCode.ToHashCode",
        "System.String.Compare", "System.String.CompareTo", "System.Double.ToString()", "System.Int32.ToString()", "System.Int64.ToString()",
        "System.Double.Parse(String)", "System.Int32.Parse(String)",
    ];

    /// <summary>References that are on a list, and why each is pure.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
#if PURE_NETSTANDARD
        ["System.Int32.ToString()"] = "in System.Index, which PolySharp adds to this build; the other build has none, so that no call of this library is overlooked",
        ["System.Guid.NewGuid"] = "the key of hash tables, which decides no answer: .NET Framework hashes texts without one",
#endif
        ["System.Uri.get_OriginalString"] = "the text that the caller's Uri was created from",
        ["System.Uri.TryCreate"] = "the caller asks for a feature's value as a Uri",
        ["System.Environment.get_CurrentManagedThreadId"] = "in generated iterators: whether the thread that created a sequence enumerates it",
    };

    private static readonly string[] PrivateTables =
    [
        "GrowthBook.EncryptedParts.Names",
        "GrowthBook.EnumForm.Known", // holds a pure function of its key (decision 0067)
        "GrowthBook.EnumForm.OwnConverters", // the serialiser freezes its options at their first use
        "GrowthBook.EvaluationSubjectJson.Names", "GrowthBook.FeatureResultSources.Names", "GrowthBook.IgnoredMembers.OfForce", "GrowthBook.KnownNames.ByLength",
        "GrowthBook.LostInitializers.Known", // holds a pure function of its key (decision 0067)
        "GrowthBook.MalformedJson.Words",
        "GrowthBook.NameWords.Owners",
        "GrowthBook.PayloadReader.Parts",
        "GrowthBook.PlainObject.<Options>k__BackingField", // the serialiser freezes its options at their first use
        "GrowthBook.SavedGroupReader.Unresolved", "GrowthBook.StructConstructor.Called", "GrowthBook.StructConstructor.Known", "GrowthBook.Value+Number.Small",
        "GrowthBook.ValueConversion.Options", // likewise
        "GrowthBook.WithEnumNames.Known", // holds a pure function of its key (decision 0067)
    ];

    /// <summary>
    /// Fields of public types that are written after construction: the members that a collection initializer adds, and the
    /// compiled form of an experiment, which is a pure function of it (decision 0024).
    /// </summary>
    private static readonly string[] WritableFields = ["GrowthBook.Attributes._members", "GrowthBook.Experiment._compiled"];

    private static readonly Assembly Pure = typeof(Evaluator).Assembly;

    /// <summary>The assembly as it was built: measuring coverage adds code, which counts in files, to the copy that is loaded.</summary>
    private static readonly string Compiled = typeof(AssemblyPurityTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "GrowthBook.Pure.dll").Value!;

    private static readonly Type[] Types = Pure.GetTypes()
        .Where(type => type.Namespace is null || !type.Namespace.StartsWith("Coverlet.", StringComparison.Ordinal))
        .ToArray();

    [Fact]
    public void No_member_of_a_banned_type_and_no_banned_member_is_referenced()
    {
        var references = References().Distinct().ToList();
        Assert.Contains("System.Globalization.CultureInfo.get_InvariantCulture", references); // the reading works
        var banned = references.Where(reference => !reference.EndsWith(')') || BannedMembers.Contains(reference)).Where(reference =>
        {
            var type = reference[..reference.LastIndexOf('.')];
            var dot = type.LastIndexOf('.');
            return BannedNamespaces.Contains(dot < 0 ? "" : type[..dot]) || BannedTypes.Contains(type) || BannedMembers.Contains(reference);
        });
        Assert.Empty(banned.Except(Allowed.Keys));
    }

    [Fact]
    public void No_type_of_a_banned_kind_is_referenced()
    {
        // All but those whose only members in use are allowed above.
        var allowed = Allowed.Keys.Select(member => member[..member.LastIndexOf('.')]).ToHashSet();
        var types = TypeReferences().ToList();
        Assert.Contains("System.Text.StringBuilder", types);
        Assert.DoesNotContain(types, type => !allowed.Contains(type) && (BannedTypes.Contains(type) || BannedNamespaces.Any(
            space => type.StartsWith(space + ".", StringComparison.Ordinal) && type.LastIndexOf('.') == space.Length)));
    }

    [Fact]
    public void Only_assemblies_of_the_runtime_are_referenced() =>
        Assert.All(Pure.GetReferencedAssemblies(), name => Assert.True(
            name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name == "netstandard", name.Name));

    /// <summary>This program references GrowthBook.Pure, and the assemblies that it may load are those that publishing copies.</summary>
    [Fact]
    public void A_program_with_this_library_has_no_copy_of_LanguageExt()
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(Path.GetFileNameWithoutExtension).ToList();
        Assert.Contains("GrowthBook.Pure", assemblies);
        Assert.DoesNotContain("LanguageExt.Core", assemblies);
    }

    [Fact]
    public void No_static_field_can_be_assigned_after_it_was_initialized()
    {
        var assignable = Fields(BindingFlags.Static)
            .Where(field => field is { IsLiteral: false, IsInitOnly: false } && !IsCompilersCache(field));
        Assert.Empty(assignable.Select(Name));
    }

    /// <summary>
    /// All others hold immutable values. These are arrays and sets in private fields that their initializer fills and
    /// nothing writes to later. A new one is added here, with that property checked.
    /// </summary>
    [Fact]
    public void Static_fields_hold_immutable_values_or_private_tables_that_nothing_writes_to()
    {
        var mutable = Fields(BindingFlags.Static)
            .Where(field => !field.IsLiteral && !IsCompilersCache(field) && !IsImmutable(field.FieldType, []))
            .ToList();
        Assert.All(mutable, field => Assert.True(field.IsPrivate, Name(field)));
        Assert.Equal(PrivateTables, mutable.Select(Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_public_property_can_be_set_after_initialization()
    {
        var settable =
            from type in Pure.GetExportedTypes()
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where property.SetMethod is { } setter
                && setter.ReturnParameter.GetRequiredCustomModifiers().All(modifier => modifier.FullName != typeof(IsExternalInit).FullName)
            select type.FullName + "." + property.Name;
        Assert.Empty(settable);
    }

    [Fact]
    public void Fields_of_public_types_are_read_only()
    {
        var writable =
            from type in Pure.GetExportedTypes()
            from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where !field.IsInitOnly && !type.IsEnum
            select Name(field);
        // The position of an enumerator is a value on its user's stack.
        Assert.Equal([WritableFields[0], "GrowthBook.Effects+Enumerator._index", WritableFields[1]], writable.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_that_a_payload_reaches_has_read_only_fields()
    {
        var reached = new HashSet<Type>();
        Reach(typeof(Payload), reached);
        Reach(typeof(Context), reached);
        Assert.Contains(typeof(Rule.Force), reached);
        Assert.Contains(typeof(Rule.UncommonParts), reached);
        Assert.Contains(typeof(ValueTest.StrictlyEquals), reached);
        Assert.Contains(typeof(SavedGroup.List), reached);
        Assert.Contains(typeof(Payload), reached);
        var writable =
            from type in reached
            from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where !field.IsInitOnly && !IsCapturedParameter(type, field) && !type.IsEnum
            select Name(field);
        Assert.Equal(WritableFields, writable.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Public_types_are_static_sealed_closed_or_values() => Assert.All(Pure.GetExportedTypes(), type =>
        Assert.True(type.IsSealed || type.IsValueType || (type.IsAbstract && IsClosed(type)), type.FullName));

    /// <summary>
    /// The cases of a closed hierarchy are nested in it.
    /// </summary>
    [Theory]
    [InlineData(typeof(Value))]
    [InlineData(typeof(Effect))]
    [InlineData(typeof(EvaluationSubject))]
    [InlineData(typeof(Rule))]
    [InlineData(typeof(SavedGroup))]
    [InlineData(typeof(ConditionNode))]
    [InlineData(typeof(ValueTest))]
    public void Cases_of_a_closed_hierarchy_are_sealed_and_nested_in_it(Type type)
    {
        var cases = Pure.GetTypes().Where(candidate => candidate != type && type.IsAssignableFrom(candidate)).ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, candidate => Assert.True(candidate.IsSealed || candidate.IsAbstract, candidate.FullName));
        // Sets of values have their own test file.
        Assert.All(
            cases.Where(candidate => candidate != typeof(ValueSet)),
            candidate => Assert.Contains(candidate.DeclaringType, new[] { type, typeof(ValueSet) }));
    }

    private static bool IsClosed(Type type) => type
        .GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .All(constructor => constructor.IsFamilyAndAssembly || constructor.IsPrivate || IsRecordCopy(type, constructor))
        && Pure.GetTypes().Where(candidate => candidate.BaseType == type).All(candidate => candidate.DeclaringType == type);

    /// <summary>A record's copy constructor is protected: an abstract member that others cannot override closes the record.</summary>
    private static bool IsRecordCopy(Type type, ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == type
        && type.GetMethods(BindingFlags.NonPublic | BindingFlags.Instance).Any(method => method.IsAbstract && (method.IsAssembly || method.IsFamilyAndAssembly));

    private static void Reach(Type type, HashSet<Type> reached)
    {
        if (type.IsArray)
        {
            Reach(type.GetElementType()!, reached);
            return;
        }
        foreach (var argument in type.GetGenericArguments())
            Reach(argument, reached);
        if (type.Assembly != Pure || !reached.Add(type))
            return;
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            Reach(field.FieldType, reached);
        foreach (var derived in Pure.GetTypes().Where(candidate => candidate.BaseType == type))
            Reach(derived, reached);
        if (type.BaseType is not null)
            Reach(type.BaseType, reached);
    }

    /// <summary>
    /// A parameter of a primary constructor that methods use. C# has no way to mark it as read-only; that nothing
    /// assigns it is checked in the code of the type: no <c>stfld</c> outside of constructors.
    /// </summary>
    private static bool IsCapturedParameter(Type type, FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">P", StringComparison.Ordinal) && !IsStoredOutsideOfConstructors(type, field);

    private static bool IsStoredOutsideOfConstructors(Type type, FieldInfo field) => type
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Any(method => Stores(method, field));

    private static bool Stores(MethodInfo method, FieldInfo field)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        byte[] store = [0x7D, .. BitConverter.GetBytes(field.MetadataToken)]; // stfld
        byte[] address = [0x7C, .. BitConverter.GetBytes(field.MetadataToken)]; // ldflda, through which a struct could be written
        return code.AsSpan().IndexOf(store) >= 0 || (code.AsSpan().IndexOf(address) >= 0 && !IsReadOnlyStruct(field.FieldType));
    }

    private static bool IsReadOnlyStruct(Type type) =>
        type.IsValueType && (type.IsPrimitive || type.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "IsReadOnlyAttribute")
            || Nullable.GetUnderlyingType(type) is not null || type.Name.StartsWith("ImmutableArray", StringComparison.Ordinal));

    /// <summary>The generated caches of lambdas without captures and of switches over strings: written once, not visible.</summary>
    private static bool IsCompilersCache(FieldInfo field) =>
        field.DeclaringType!.Name.Contains('<') || field.DeclaringType.FullName!.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal);

    private static bool IsImmutable(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
            return true;
        if (type.IsArray)
            return false;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return IsImmutable(inner, seen);
        if (type.Namespace == "System.Collections.Immutable" || type.Namespace == "System.Collections.Frozen")
            return type.GetGenericArguments().All(argument => IsImmutable(argument, seen));
        if (type.Assembly == Pure)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .All(field => field.IsInitOnly || IsCapturedParameter(field.DeclaringType!, field) || Name(field) == "GrowthBook.Attributes._members");
        }
        return type == typeof(System.Text.Json.JsonReaderOptions); // a value, copied out of its field
    }

    private static IEnumerable<FieldInfo> Fields(BindingFlags flags) =>
        from type in Types
        where !type.FullName!.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal)
        from field in type.GetFields(flags | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        select field;

    private static string Name(FieldInfo field) => field.DeclaringType!.FullName + "." + field.Name;

    private static List<string> TypeReferences()
    {
        using var file = new PEReader(File.OpenRead(Compiled));
        var reader = file.GetMetadataReader();
        return reader.TypeReferences.Select(handle => TypeName(reader, handle)).ToList();
    }

    private static List<string> References()
    {
        using var file = new PEReader(File.OpenRead(Compiled));
        var reader = file.GetMetadataReader();
        var names = new List<string>();
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            var type = member.Parent.Kind switch
            {
                HandleKind.TypeReference => TypeName(reader, (TypeReferenceHandle)member.Parent),
                HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(new Names(), null),
                _ => "GrowthBook",
            };
            var name = type + "." + reader.GetString(member.Name);
            names.Add(name);
            if (member.GetKind() == MemberReferenceKind.Method)
                names.Add(name + "(" + string.Join(",", member.DecodeMethodSignature(new Names(), null).ParameterTypes.Select(t => t[(t.LastIndexOf('.') + 1)..])) + ")");
        }
        return names;
    }

    private static string TypeName(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? TypeName(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : reader.GetString(type.Namespace) + "." + name;
    }

    /// <summary>The names of types without their arguments.</summary>
    private sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => TypeName(reader, handle);

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "GrowthBook";

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "?";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[,]";

        public string GetByReferenceType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericMethodParameter(object? genericContext, int index) => "!!";

        public string GetGenericTypeParameter(object? genericContext, int index) => "!";
    }
}
