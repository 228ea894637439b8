/** Of every log-in of a demonstration (示范城市): where these words can be used, only this machine reaches (contract §2). */
export const DEMONSTRATION_PASSWORD = 'airshed-demo'
