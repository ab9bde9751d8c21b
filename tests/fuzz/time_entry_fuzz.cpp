// SPDX-License-Identifier: GPL-3.0-or-later
// Entered times: an answer is an instant, a choice of two in order, or a refusal with a message.
#include "model/time/time_entry.h"

#include <array>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace tidemark;
    static const Zone zone = Zone::fromId(u"Europe/Berlin").value_or(Zone());
    static const std::array locales{QLocale::c(), QLocale(QLocale::German),
                                    QLocale(QLocale::English, QLocale::UnitedStates),
                                    QLocale(QLocale::Japanese)};
    constexpr Timestamp kNow(1'773'243'930'500'000'000); // 2026-03-11T15:45:30.5Z
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    for (const QLocale &locale : locales) {
        const auto entry = parseTimeEntry(text, kNow, zone, locale);
        if (!entry && entry.error().message.isEmpty())
            std::abort();
        if (!entry)
            continue;
        const bool isUnique = entry->meaning.kind == LocalInstant::Kind::Unique;
        if (isUnique != entry->instant().has_value() || isUnique != entry->message.isEmpty() ||
            entry->meaning.second < entry->meaning.first)
            std::abort();
    }
    return 0;
}
