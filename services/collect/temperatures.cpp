// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/temperatures.h"

#include "services/collect/kernel_text.h"

#include <QSet>

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kLeastMillidegrees = -273'150;
constexpr std::int64_t kMostMillidegrees = 1'000'000;

std::optional<double> temperatureIn(const KernelFiles &files, const QString &path)
{
    const auto text = files.readTrimmed(path);
    return text ? parseTemperature(*text) : std::nullopt;
}

// The text of a file as a name, or `otherwise`.
QString nameIn(const KernelFiles &files, const QString &path, const QString &otherwise)
{
    const auto text = files.readTrimmed(path);
    return text ? tagValueOf(*text).value_or(otherwise) : otherwise;
}

void readChip(const KernelFiles &files, const QString &folder, const QString &chip,
              std::vector<Temperature> &temperatures)
{
    constexpr auto kInput = "_input"_L1;
    const QStringList names = files.entries(folder);
    for (const QString &name : names) {
        if (!name.startsWith("temp"_L1) || !name.endsWith(kInput))
            continue;
        const QString channel = name.chopped(kInput.size());
        const QString path = folder + u'/' + channel;
        if (names.contains(channel + "_fault"_L1) &&
            files.readTrimmed(path + "_fault"_L1) == QByteArray("1"))
            continue;
        if (const auto value = temperatureIn(files, folder + u'/' + name))
            temperatures.push_back(
                {chip + u' ' + nameIn(files, path + "_label"_L1, channel), *value});
    }
}

std::vector<Temperature> ofChips(const KernelFiles &files)
{
    std::vector<Temperature> temperatures;
    const QString root = u"sys/class/hwmon"_s;
    for (const QString &entry : files.entries(root)) {
        if (!entry.startsWith("hwmon"_L1))
            continue;
        const QString folder = root + u'/' + entry;
        readChip(files, folder, nameIn(files, folder + "/name"_L1, entry), temperatures);
    }
    return temperatures;
}

std::vector<Temperature> ofZones(const KernelFiles &files)
{
    std::vector<Temperature> temperatures;
    const QString root = u"sys/class/thermal"_s;
    for (const QString &entry : files.entries(root)) {
        if (!entry.startsWith("thermal_zone"_L1))
            continue;
        const QString folder = root + u'/' + entry;
        if (const auto value = temperatureIn(files, folder + "/temp"_L1))
            temperatures.push_back({nameIn(files, folder + "/type"_L1, entry), *value});
    }
    return temperatures;
}

// Two disks are two chips of one name: the second of a name becomes `nvme Composite (2)`.
void makeUnique(std::vector<Temperature> &temperatures)
{
    QSet<QString> taken;
    for (Temperature &temperature : temperatures) {
        const QString sensor = temperature.sensor;
        for (int count = 2; taken.contains(temperature.sensor); ++count)
            temperature.sensor = u"%1 (%2)"_s.arg(sensor).arg(count);
        taken.insert(temperature.sensor);
    }
}

} // namespace

std::optional<double> parseTemperature(QByteArrayView text)
{
    const auto millidegrees = signedNumber(text);
    if (!millidegrees || *millidegrees < kLeastMillidegrees || *millidegrees > kMostMillidegrees)
        return std::nullopt;
    return static_cast<double>(*millidegrees) / 1000;
}

std::vector<Temperature> readTemperatures(const KernelFiles &files)
{
    auto temperatures = ofChips(files);
    if (temperatures.empty())
        temperatures = ofZones(files);
    makeUnique(temperatures);
    return temperatures;
}

} // namespace tidemark::collect
