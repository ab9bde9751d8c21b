// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_metrics.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

struct MachineMetricText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::collect::MachineMetricText)
};

struct Metric
{
    QLatin1StringView name;
    QStringView unit;
    const char *description;
};

const std::array kMetrics = {
    Metric{"machine.cpu.percent"_L1, u"%",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The share of time in which the processors worked.")},
    Metric{"machine.cpu.iowait.percent"_L1, u"%",
           QT_TRANSLATE_NOOP(
               "tidemark::collect::MachineMetricText",
               "The share of time in which the processors had nothing to do but wait for disks.")},
    Metric{"machine.cpu.core.percent"_L1, u"%",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The share of time in which one processor worked.")},
    Metric{
        "machine.load.1m"_L1, u"",
        QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                          "How many tasks ran or waited to run, on average over the last minute.")},
    Metric{"machine.load.5m"_L1, u"",
           QT_TRANSLATE_NOOP(
               "tidemark::collect::MachineMetricText",
               "How many tasks ran or waited to run, on average over the last five minutes.")},
    Metric{"machine.load.15m"_L1, u"",
           QT_TRANSLATE_NOOP(
               "tidemark::collect::MachineMetricText",
               "How many tasks ran or waited to run, on average over the last fifteen minutes.")},
    Metric{"machine.memory.used"_L1, u"B",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The machine's memory but for what programs could still take.")},
    Metric{"machine.memory.available"_L1, u"B",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The memory that programs could still take.")},
    Metric{"machine.memory.percent"_L1, u"%",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The share of the machine's memory that was in use.")},
    Metric{"machine.swap.used"_L1, u"B",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The memory that was moved out to swap space.")},
    Metric{"machine.disk.read"_L1, u"B/s",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "How fast data was read from a disk.")},
    Metric{"machine.disk.written"_L1, u"B/s",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "How fast data was written to a disk.")},
    Metric{"machine.disk.space.percent"_L1, u"%",
           QT_TRANSLATE_NOOP(
               "tidemark::collect::MachineMetricText",
               "The share of a file system's room, as far as users may take it, that was in use.")},
    Metric{"machine.disk.space.free"_L1, u"B",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The room on a file system that users could still take.")},
    Metric{"machine.network.received"_L1, u"B/s",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "How fast data came in over a network interface.")},
    Metric{"machine.network.sent"_L1, u"B/s",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "How fast data went out over a network interface.")},
    Metric{"machine.temperature"_L1, u"°C",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The temperature that a sensor of the machine showed.")},
    Metric{"machine.container.memory.used"_L1, u"B",
           QT_TRANSLATE_NOOP(
               "tidemark::collect::MachineMetricText",
               "The memory that Tidemark's container, or its control group, had in use.")},
    Metric{"machine.container.memory.percent"_L1, u"%",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The share of its limit that the container had in use of memory.")},
    Metric{"machine.container.cpu.percent"_L1, u"%",
           QT_TRANSLATE_NOOP("tidemark::collect::MachineMetricText",
                             "The processor time that the container used, as a share of "
                             "its limit or, without a limit, of one processor.")},
};

const Metric *find(const QString &name)
{
    const auto found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                    [&](const Metric &metric) { return metric.name == name; });
    return found == kMetrics.end() ? nullptr : &*found;
}

} // namespace

QStringList machineMetrics()
{
    QStringList names;
    for (const Metric &metric : kMetrics)
        names.append(metric.name);
    return names;
}

QString machineMetricUnit(const QString &metric)
{
    const Metric *found = find(metric);
    return found == nullptr ? QString() : found->unit.toString();
}

QString machineMetricDescription(const QString &metric)
{
    const Metric *found = find(metric);
    return found == nullptr ? QString() : MachineMetricText::tr(found->description);
}

} // namespace tidemark::collect
