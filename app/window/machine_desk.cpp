// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/machine_desk.h"

#include "app/ready_dashboards/machine_dashboard.h"
#include "app/window/machine_recording.h"
#include "app/window/main_window.h"

namespace tidemark {

MachineDesk::MachineDesk(MainWindow &window)
    : RecordingDesk(window)
{}

MachineDesk::~MachineDesk() = default; // MachineRecording is complete here only

void MachineDesk::begin()
{
    m_recording = std::make_unique<MachineRecording>(
        window().workspace()->store().shared_from_this(), *window().program().clock);
    connect(m_recording.get(), &MachineRecording::recorded, this, &MachineDesk::onRecorded);
    connect(m_recording.get(), &MachineRecording::failed, this, &MachineDesk::onFailed);
}

void MachineDesk::end()
{
    m_recording.reset();
}

QString MachineDesk::uid() const
{
    return machineDashboardUid();
}

Dashboard MachineDesk::dashboard(const QStringList &names) const
{
    return machineDashboard(names);
}

QString MachineDesk::nothingToShow(const QString &reason) const
{
    return tr("This store holds nothing of this machine, and cannot be written: %1").arg(reason);
}

QString MachineDesk::hasEnded(const QString &message) const
{
    return tr("This machine is not recorded any more. %1").arg(message);
}

} // namespace tidemark
