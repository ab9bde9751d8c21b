// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_size.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct WalkText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpProtobuf)
};

/// What a field takes memory for.
struct FieldShape
{
    enum class Kind : std::uint8_t
    {
        Unknown, ///< kept as it is
        Single,  ///< a number or a text in its message, unless it is of another wire type
        Numbers, ///< one or, packed, many of them; `width` bytes each, 0: varints
        Texts,   ///< one of many
        Message
    };
    Kind kind = Kind::Unknown;
    std::uint8_t width = 0;
    std::uint8_t message = 0; ///< its index
};

constexpr std::size_t kFields = 32; ///< numbers of fields are below

struct MessageShape
{
    bool isPoint = false;
    std::array<FieldShape, kFields> fields{};
};

/// The messages that a request may be made of; the first one is the request.
class Shapes
{
public:
    [[nodiscard]] static const Shapes &instance()
    {
        static const Shapes shapes;
        return shapes;
    }
    [[nodiscard]] const MessageShape &at(std::size_t index) const { return m_all[index]; }

private:
    Shapes()
    {
        add(*opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest::
                descriptor());
    }

    std::uint8_t add(const Descriptor &message)
    {
        const auto known = m_indices.find(&message);
        if (known != m_indices.end())
            return known->second;
        const auto index = static_cast<std::uint8_t>(m_all.size());
        m_indices.emplace(&message, index);
        m_all.emplace_back();
        const std::string &name = message.name();
        m_all[index].isPoint = name.ends_with("DataPoint");
        for (int i = 0; i < message.field_count(); ++i) {
            const FieldDescriptor &field = *message.field(i);
            const auto number = static_cast<std::size_t>(field.number());
            Q_ASSERT(number < kFields);
            const FieldShape shape = shapeOf(field);
            m_all[index].fields[number] = shape;
        }
        return index;
    }

    FieldShape shapeOf(const FieldDescriptor &field)
    {
        switch (field.type()) {
        case FieldDescriptor::TYPE_MESSAGE:
            return {FieldShape::Kind::Message, 0, add(*field.message_type())};
        case FieldDescriptor::TYPE_STRING:
        case FieldDescriptor::TYPE_BYTES:
            return {field.is_repeated() ? FieldShape::Kind::Texts : FieldShape::Kind::Single};
        case FieldDescriptor::TYPE_DOUBLE:
        case FieldDescriptor::TYPE_FIXED64:
        case FieldDescriptor::TYPE_SFIXED64:
            return {numbersOf(field), 8};
        case FieldDescriptor::TYPE_FLOAT:
        case FieldDescriptor::TYPE_FIXED32:
        case FieldDescriptor::TYPE_SFIXED32:
            return {numbersOf(field), 4};
        default:
            return {numbersOf(field), 0};
        }
    }
    static FieldShape::Kind numbersOf(const FieldDescriptor &field)
    {
        return field.is_repeated() ? FieldShape::Kind::Numbers : FieldShape::Kind::Single;
    }

    std::vector<MessageShape> m_all;
    std::map<const Descriptor *, std::uint8_t> m_indices;
};

/// Reads the wire format of protobuf. Source: protobuf.dev, encoding.
class Walk
{
public:
    enum class End : std::uint8_t
    {
        Whole,
        Malformed,
        TooLarge,
        TooDeep
    };

    [[nodiscard]] End message(QByteArrayView bytes, std::size_t index, int depth)
    {
        if (depth > kRequestDepth)
            return End::TooDeep;
        const MessageShape &shape = Shapes::instance().at(index);
        while (!bytes.isEmpty()) {
            const auto tag = varint(bytes);
            if (!tag)
                return End::Malformed;
            const std::uint64_t number = *tag >> 3U;
            const bool isKnown = number < kFields && m_groups == 0;
            const FieldShape field = isKnown ? shape.fields[number] : FieldShape();
            if (const End end = this->field(bytes, *tag & 7U, field, depth); end != End::Whole)
                return end;
        }
        return End::Whole;
    }
    [[nodiscard]] const OtlpSize &size() const noexcept { return m_size; }

private:
    [[nodiscard]] static std::optional<std::uint64_t> varint(QByteArrayView &bytes)
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !bytes.isEmpty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes.front());
            bytes = bytes.sliced(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80U)
                return value;
        }
        return std::nullopt;
    }
    [[nodiscard]] static std::optional<QByteArrayView> piece(QByteArrayView &bytes,
                                                             std::uint64_t length)
    {
        if (length > static_cast<std::uint64_t>(bytes.size()))
            return std::nullopt;
        const QByteArrayView taken = bytes.first(static_cast<qsizetype>(length));
        bytes = bytes.sliced(taken.size());
        return taken;
    }

    [[nodiscard]] End field(QByteArrayView &bytes, std::uint64_t wireType, const FieldShape &shape,
                            int depth)
    {
        constexpr std::uint64_t kVarint = 0;
        constexpr std::uint64_t kFixed64 = 1;
        constexpr std::uint64_t kBytes = 2;
        constexpr std::uint64_t kGroup = 3;
        constexpr std::uint64_t kGroupEnd = 4;
        constexpr std::uint64_t kFixed32 = 5;
        std::optional<QByteArrayView> content;
        switch (wireType) {
        case kVarint:
            if (!varint(bytes))
                return End::Malformed;
            return counted(1);
        case kFixed64:
        case kFixed32:
            if (!piece(bytes, wireType == kFixed64 ? 8 : 4))
                return End::Malformed;
            return counted(1);
        case kBytes:
            if (const auto length = varint(bytes))
                content = piece(bytes, *length);
            return content ? inside(*content, shape, depth) : End::Malformed;
        case kGroup: // unknown ones, whose fields follow
            return ++m_groups <= kRequestDepth ? counted(1) : End::TooDeep;
        case kGroupEnd:
            --m_groups;
            return End::Whole;
        default:
            return End::Malformed;
        }
    }

    [[nodiscard]] End inside(QByteArrayView content, const FieldShape &shape, int depth)
    {
        switch (shape.kind) {
        case FieldShape::Kind::Single:
        case FieldShape::Kind::Unknown:
            return counted(1);
        case FieldShape::Kind::Numbers:
            return counted(numbersIn(content, shape.width));
        case FieldShape::Kind::Texts:
            return m_size.addParts(1) ? End::Whole : End::TooLarge;
        case FieldShape::Kind::Message:
            break;
        }
        const bool isPoint = Shapes::instance().at(shape.message).isPoint;
        if (!(isPoint ? m_size.addPoints(1) : m_size.addParts(1)))
            return End::TooLarge;
        return message(content, shape.message, depth + 1);
    }

    [[nodiscard]] static std::uint64_t numbersIn(QByteArrayView content, std::uint8_t width)
    {
        if (width != 0)
            return static_cast<std::uint64_t>(content.size()) / width;
        return static_cast<std::uint64_t>(
            std::count_if(content.begin(), content.end(), [](char byte) {
                return static_cast<unsigned char>(byte) < 0x80U; // the last one of a varint
            }));
    }
    [[nodiscard]] End counted(std::uint64_t numbers)
    {
        return m_size.addNumbers(numbers) ? End::Whole : End::TooLarge;
    }

    OtlpSize m_size;
    int m_groups = 0;
};

} // namespace

Result<void> checkProtobufSize(QByteArrayView bytes)
{
    Walk walk;
    switch (walk.message(bytes, 0, 1)) {
    case Walk::End::TooLarge:
        return tl::unexpected(walk.size().error());
    case Walk::End::TooDeep:
        return failure(ErrorCode::InvalidArgument,
                       WalkText::tr("The body is nested deeper than %1 levels. Send flatter "
                                    "attributes.")
                           .arg(kRequestDepth),
                       u"otlp.depth"_s);
    case Walk::End::Whole:
    case Walk::End::Malformed:
        break;
    }
    return {};
}

} // namespace tidemark::otlp
