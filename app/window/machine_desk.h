// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/recording_desk.h"

#include <memory>

namespace tidemark {

class MachineRecording;

/// Records this machine. See RecordingDesk.
class MachineDesk final : public RecordingDesk
{
    Q_OBJECT

public:
    explicit MachineDesk(MainWindow &window);
    ~MachineDesk() override;

protected:
    void begin() override;
    void end() override;
    [[nodiscard]] QString uid() const override;
    [[nodiscard]] Dashboard dashboard(const QStringList &names) const override;
    [[nodiscard]] QString nothingToShow(const QString &reason) const override;
    [[nodiscard]] QString hasEnded(const QString &message) const override;

private:
    void onPaused(const Error &error);
    void onResumed();

    std::unique_ptr<MachineRecording> m_recording;
};

} // namespace tidemark
