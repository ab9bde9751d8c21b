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
    connect(m_recording.get(), &MachineRecording::paused, this, &MachineDesk::onPaused);
    connect(m_recording.get(), &MachineRecording::resumed, this, &MachineDesk::onResumed);
    connect(m_recording.get(), &MachineRecording::failed, this, &MachineDesk::onFailed);
}

void MachineDesk::end()
{
    m_recording.reset();
}

// It goes on by itself, so that it stays switched on.
void MachineDesk::onPaused(const Error &error)
{
    window().say(Message::Kind::Caution,
                 tr("What is read of this machine waits until the store takes it again. %1")
                     .arg(error.message),
                 error.detail);
}

void MachineDesk::onResumed()
{
    window().say(Message::Kind::Info, tr("This machine is recorded again."));
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
